import { join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import { linesOf, readIfThere, readProc, wordsOf, type SystemSource } from './files.js'
import type { Subject } from './subject.js'

/** Partitions, RAM disks and loops: what is written to them is counted on the disk below. */
const IGNORED = /^(z?ram|loop|fd|(h|s|v|xv)d[a-z]+|nvme\d+n\d+p)\d+$/

/** The kernel counts sectors of 512 bytes, whatever the disk's own are. */
const BYTES_PER_SECTOR = 512
const SECONDS_PER_MILLISECOND = 0.001

/** Unit and metric of each column after the device's name. Discards came with Linux 4.18, flushes with 5.5. */
const COLUMNS = [
  [1, system.node_disk_reads_completed_total],
  [1, system.node_disk_reads_merged_total],
  [BYTES_PER_SECTOR, system.node_disk_read_bytes_total],
  [SECONDS_PER_MILLISECOND, system.node_disk_read_time_seconds_total],
  [1, system.node_disk_writes_completed_total],
  [1, system.node_disk_writes_merged_total],
  [BYTES_PER_SECTOR, system.node_disk_written_bytes_total],
  [SECONDS_PER_MILLISECOND, system.node_disk_write_time_seconds_total],
  [1, system.node_disk_io_now],
  [SECONDS_PER_MILLISECOND, system.node_disk_io_time_seconds_total],
  [SECONDS_PER_MILLISECOND, system.node_disk_io_time_weighted_seconds_total],
  [1, system.node_disk_discards_completed_total],
  [1, system.node_disk_discards_merged_total],
  [1, system.node_disk_discarded_sectors_total],
  [SECONDS_PER_MILLISECOND, system.node_disk_discard_time_seconds_total],
  [1, system.node_disk_flush_requests_total],
  [SECONDS_PER_MILLISECOND, system.node_disk_flush_requests_time_seconds_total],
] as const

export interface Disk {
  readonly device: string
  readonly major: string
  readonly minor: string
  readonly amounts: readonly number[]
}

/** Reads /proc/diskstats, whole disks only. */
export const parseDisks = (text: string): readonly Disk[] =>
  linesOf(text)
    .map(wordsOf)
    .map(([major = '', minor = '', device = '', ...amounts]) => ({ device, major, minor, amounts: amounts.map(Number) }))
    .filter(({ device, amounts }) => device !== '' && !IGNORED.test(device) && amounts.length >= 10)

/** What udev knows of a device: its properties by name. */
export const parseUdev = (text: string): ReadonlyMap<string, string> =>
  new Map(
    linesOf(text).flatMap((line): readonly (readonly [string, string])[] => {
      const [, name, value] = /^E:([A-Z0-9_]+)=(.*)$/.exec(line) ?? []
      return name && value !== undefined ? [[name, value]] : []
    }),
  )

const factsOf = ({ sys, root }: SystemSource, { device, major, minor }: Disk) => {
  const udev = parseUdev(readIfThere(join(root ?? '/', 'run/udev/data', `b${major}:${minor}`)) ?? '')
  return {
    device,
    major,
    minor,
    path: udev.get('ID_PATH') ?? '',
    wwn: udev.get('ID_WWN') ?? '',
    model: udev.get('ID_MODEL') ?? '',
    serial: udev.get('SCSI_IDENT_SERIAL') ?? udev.get('ID_SERIAL_SHORT') ?? '',
    revision: udev.get('ID_REVISION') ?? '',
    rotational: readIfThere(join(sys, 'block', device.replaceAll('/', '!'), 'queue/rotational'))?.trim() ?? '',
  }
}

/** Work of the disks, and what they are. */
export const disk: Subject = {
  name: 'disk',
  peers: ['diskstats'],
  read: (into, source) => {
    for (const one of parseDisks(readProc(source, 'diskstats'))) {
      const { device, amounts } = one
      into.set(system.node_disk_info, factsOf(source, one), 1)
      for (const [position, [factor, metric]] of COLUMNS.entries()) {
        const amount = amounts[position]
        into.set(metric, { device }, amount === undefined ? undefined : amount * factor)
      }
    }
  },
}
