import { join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { namesIn, numberOf, readIfThere, readPatiently, type SystemSource } from './files.js'
import type { Subject } from './subject.js'

/** Files that the kernel answers without a lock. */
const FILES = [
  ['addr_assign_type', system.node_network_address_assign_type],
  ['carrier_changes', system.node_network_carrier_changes_total],
  ['carrier_up_count', system.node_network_carrier_up_changes_total],
  ['carrier_down_count', system.node_network_carrier_down_changes_total],
  ['dev_id', system.node_network_device_id],
  ['dormant', system.node_network_dormant],
  ['ifindex', system.node_network_iface_id],
  ['iflink', system.node_network_iface_link],
  ['link_mode', system.node_network_iface_link_mode],
  ['mtu', system.node_network_mtu_bytes],
  ['name_assign_type', system.node_network_name_assign_type],
  ['netdev_group', system.node_network_net_dev_group],
  ['statistics/rx_nohandler', system.node_network_receive_nohandler_total],
  ['tx_queue_len', system.node_network_transmit_queue_length],
  ['type', system.node_network_protocol_type],
] as const

const IFF_UP = 1
const BYTES_PER_MEGABIT = 125_000

/** The driver is asked for these under a lock that a device being set up may hold for seconds; one that is down knows none. */
const linkOf = async (folder: string, isUp: boolean) => {
  if (!isUp) return { carrier: undefined, speed: undefined, duplex: '' }
  const [carrier, speed, duplex] = await Promise.all(['carrier', 'speed', 'duplex'].map((file) => readPatiently(join(folder, file))))
  return { carrier: numberOf(carrier), speed: numberOf(speed), duplex: duplex?.trim() ?? '' }
}

const writeDevice = async (into: Writer, { sys }: SystemSource, device: string): Promise<void> => {
  const folder = join(sys, 'class/net', device)
  const text = (file: string): string => readIfThere(join(folder, file))?.trim() ?? ''
  const flags = numberOf(text('flags'))
  const operstate = text('operstate')
  if (flags === undefined || operstate === '') return // gone since it was listed
  const { carrier, speed, duplex } = await linkOf(folder, (flags & IFF_UP) !== 0)
  for (const [file, metric] of FILES) into.set(metric, { device }, numberOf(text(file)))
  into.set(system.node_network_flags, { device }, flags)
  into.set(system.node_network_up, { device }, operstate === 'up' ? 1 : 0)
  into.set(system.node_network_carrier, { device }, carrier)
  into.set(system.node_network_speed_bytes, { device }, speed === undefined ? undefined : speed * BYTES_PER_MEGABIT)
  const labels = { device, address: text('address'), broadcast: text('broadcast'), ifalias: text('ifalias'), duplex, operstate }
  into.set(system.node_network_info, { ...labels, adminstate: (flags & IFF_UP) === 0 ? 'down' : 'up' }, 1)
}

/** State of the network devices. */
export const networkDevices: Subject = {
  name: 'network_devices',
  peers: ['netclass'],
  read: async (into, source, signal) => {
    const devices = namesIn(join(source.sys, 'class/net')).filter((device) => !source.excludeDevices?.test(device))
    for (const device of devices) {
      signal.throwIfAborted()
      await writeDevice(into, source, device)
    }
  },
}
