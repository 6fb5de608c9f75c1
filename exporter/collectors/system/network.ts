import { system } from '../../../definition/catalogue/index.js'
import { linesOf, ofMachine, readProc, wordsOf } from './files.js'
import type { Subject } from './subject.js'

/** Metric of each column of /proc/net/dev. */
const COLUMNS = [
  system.node_network_receive_bytes_total,
  system.node_network_receive_packets_total,
  system.node_network_receive_errs_total,
  system.node_network_receive_drop_total,
  system.node_network_receive_fifo_total,
  system.node_network_receive_frame_total,
  system.node_network_receive_compressed_total,
  system.node_network_receive_multicast_total,
  system.node_network_transmit_bytes_total,
  system.node_network_transmit_packets_total,
  system.node_network_transmit_errs_total,
  system.node_network_transmit_drop_total,
  system.node_network_transmit_fifo_total,
  system.node_network_transmit_colls_total,
  system.node_network_transmit_carrier_total,
  system.node_network_transmit_compressed_total,
] as const

export interface NetworkDevice {
  readonly device: string
  readonly amounts: readonly number[]
}

/** Reads /proc/net/dev; a large amount may follow its device's colon without a space. */
export const parseNetwork = (text: string): readonly NetworkDevice[] =>
  linesOf(text).flatMap((line) => {
    const at = line.lastIndexOf(':')
    if (at < 0 || line.includes('|')) return []
    return [{ device: line.slice(0, at).trim(), amounts: wordsOf(line.slice(at + 1)).map(Number) }]
  })

/** Traffic of the network devices. */
export const network: Subject = {
  name: 'network',
  peers: ['netdev'],
  read: (into, source) => {
    for (const { device, amounts } of parseNetwork(readProc(source, ofMachine(source, 'net/dev')))) {
      if (source.excludeDevices?.test(device)) continue
      for (const [position, metric] of COLUMNS.entries()) into.set(metric, { device }, amounts[position])
    }
  },
}
