import { system } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { linesOf, readProc, wordsOf, type SystemSource } from './files.js'

/** Partitions, RAM disks and loops: what is written to them is counted on the disk below. */
const IGNORED = /^(z?ram|loop|fd|(h|s|v|xv)d[a-z]+|nvme\d+n\d+p)\d+$/

/** The kernel counts sectors of 512 bytes, whatever the disk's own are. */
const BYTES_PER_SECTOR = 512

/** Position after the device's name, unit, metric. */
const COLUMNS = [
  [0, 1, system.node_disk_reads_completed_total],
  [2, BYTES_PER_SECTOR, system.node_disk_read_bytes_total],
  [3, 0.001, system.node_disk_read_time_seconds_total],
  [4, 1, system.node_disk_writes_completed_total],
  [6, BYTES_PER_SECTOR, system.node_disk_written_bytes_total],
  [7, 0.001, system.node_disk_write_time_seconds_total],
  [9, 0.001, system.node_disk_io_time_seconds_total],
] as const

export interface Disk {
  readonly device: string
  readonly amounts: readonly number[]
}

/** Reads /proc/diskstats, whole disks only. */
export const parseDisks = (text: string): readonly Disk[] =>
  linesOf(text)
    .map(wordsOf)
    .map(([, , device = '', ...amounts]) => ({ device, amounts: amounts.map(Number) }))
    .filter(({ device, amounts }) => device !== '' && !IGNORED.test(device) && amounts.length >= 10)

/** Work of the disks. */
export const diskCollector = (source: SystemSource): Collector => ({
  name: 'system_disk',
  target: source.target,
  collect: async (into, signal) => {
    for (const { device, amounts } of parseDisks(await readProc(source, 'diskstats', signal))) {
      for (const [position, factor, metric] of COLUMNS) {
        const amount = amounts[position]
        into.set(metric, { device }, amount === undefined ? undefined : amount * factor)
      }
    }
  },
})
