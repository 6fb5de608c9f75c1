import { join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { namesIn, numberOf, readIfThere, readPatiently, type SystemSource } from './files.js'
import type { Subject } from './subject.js'

/** What traffic or a link changes: read every time. */
const MOVING = [
  ['carrier_changes', system.node_network_carrier_changes_total],
  ['dormant', system.node_network_dormant],
  ['ifindex', system.node_network_iface_id],
  ['mtu', system.node_network_mtu_bytes],
  ['statistics/rx_nohandler', system.node_network_receive_nohandler_total],
] as const

/** What only a person, or a change of the link, changes: remembered for a while. */
const STANDING = [
  ['addr_assign_type', system.node_network_address_assign_type],
  ['carrier_up_count', system.node_network_carrier_up_changes_total],
  ['carrier_down_count', system.node_network_carrier_down_changes_total],
  ['dev_id', system.node_network_device_id],
  ['iflink', system.node_network_iface_link],
  ['link_mode', system.node_network_iface_link_mode],
  ['name_assign_type', system.node_network_name_assign_type],
  ['netdev_group', system.node_network_net_dev_group],
  ['tx_queue_len', system.node_network_transmit_queue_length],
  ['type', system.node_network_protocol_type],
] as const

const REMEMBERED_MILLISECONDS = 30_000
const IFF_UP = 1
const BYTES_PER_MEGABIT = 125_000

/** What was read of a device when it last changed. */
interface Facts {
  /** Differs once the device, its state or its link does. */
  readonly key: string
  readonly at: number
  readonly numbers: readonly (number | undefined)[]
  readonly carrier: number | undefined
  readonly speed: number | undefined
  readonly words: { readonly address: string; readonly broadcast: string; readonly duplex: string; readonly ifalias: string }
}

const textOf = (folder: string, file: string): string => readIfThere(join(folder, file))?.trim() ?? ''

/** The driver is asked for these under a lock that a device being set up may hold for seconds; one that is down knows none. */
const linkOf = async (folder: string, isUp: boolean) => {
  if (!isUp) return { carrier: undefined, speed: undefined, duplex: '' }
  const [carrier, speed, duplex] = await Promise.all(['carrier', 'speed', 'duplex'].map((file) => readPatiently(join(folder, file))))
  return { carrier: numberOf(carrier), speed: numberOf(speed), duplex: duplex?.trim() ?? '' }
}

const readFacts = async (folder: string, key: string, isUp: boolean): Promise<Facts> => {
  const { carrier, speed, duplex } = await linkOf(folder, isUp)
  return {
    key,
    at: performance.now(),
    numbers: STANDING.map(([file]) => numberOf(textOf(folder, file))),
    carrier,
    speed: speed === undefined ? undefined : speed * BYTES_PER_MEGABIT,
    words: { address: textOf(folder, 'address'), broadcast: textOf(folder, 'broadcast'), ifalias: textOf(folder, 'ifalias'), duplex },
  }
}

type Remember = (device: string, folder: string, key: string, isUp: boolean) => Promise<Facts>

const createMemory = (): { readonly factsOf: Remember; readonly keep: (devices: readonly string[]) => void } => {
  const known = new Map<string, Facts>()
  return {
    factsOf: async (device, folder, key, isUp) => {
      const before = known.get(device)
      if (before?.key === key && performance.now() - before.at < REMEMBERED_MILLISECONDS) return before
      const facts = await readFacts(folder, key, isUp)
      known.set(device, facts)
      return facts
    },
    keep: (devices) => {
      for (const device of known.keys()) if (!devices.includes(device)) known.delete(device)
    },
  }
}

const writeDevice = async (into: Writer, { sys }: SystemSource, device: string, factsOf: Remember): Promise<void> => {
  const folder = join(sys, 'class/net', device)
  const operstate = textOf(folder, 'operstate')
  const flags = numberOf(textOf(folder, 'flags'))
  if (flags === undefined || operstate === '') return // gone since it was listed
  const isUp = (flags & IFF_UP) !== 0
  const moving = MOVING.map(([file]) => numberOf(textOf(folder, file)))
  const { numbers, carrier, speed, words } = await factsOf(
    device,
    folder,
    `${flags} ${operstate} ${moving[0]} ${moving[2]} ${moving[3]}`,
    isUp,
  )
  for (const [index, [, metric]] of MOVING.entries()) into.set(metric, { device }, moving[index])
  for (const [index, [, metric]] of STANDING.entries()) into.set(metric, { device }, numbers[index])
  into.set(system.node_network_flags, { device }, flags)
  into.set(system.node_network_up, { device }, operstate === 'up' ? 1 : 0)
  into.set(system.node_network_carrier, { device }, carrier)
  into.set(system.node_network_speed_bytes, { device }, speed)
  into.set(system.node_network_info, { device, ...words, operstate, adminstate: isUp ? 'up' : 'down' }, 1)
}

/** State of the network devices. */
export const createNetworkDevices = (): Subject => {
  const { factsOf, keep } = createMemory()
  return {
    name: 'network_devices',
    peers: ['netclass'],
    read: async (into, source, signal) => {
      const devices = namesIn(join(source.sys, 'class/net')).filter((device) => !source.excludeDevices?.test(device))
      keep(devices)
      for (const device of devices) {
        signal.throwIfAborted()
        await writeDevice(into, source, device, factsOf)
      }
    },
  }
}
