import { system } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { linesOf, readProc, wordsOf, type SystemSource } from './files.js'

/** Position in the line of /proc/net/dev. */
const COLUMNS = [
  [0, system.node_network_receive_bytes_total],
  [1, system.node_network_receive_packets_total],
  [2, system.node_network_receive_errs_total],
  [3, system.node_network_receive_drop_total],
  [8, system.node_network_transmit_bytes_total],
  [9, system.node_network_transmit_packets_total],
  [10, system.node_network_transmit_errs_total],
  [11, system.node_network_transmit_drop_total],
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
export const networkCollector = (source: SystemSource): Collector => ({
  name: 'system_network',
  target: source.target,
  collect: async (into, signal) => {
    for (const { device, amounts } of parseNetwork(await readProc(source, source.root ? '1/net/dev' : 'net/dev', signal))) {
      for (const [position, metric] of COLUMNS) into.set(metric, { device }, amounts[position])
    }
  },
})
