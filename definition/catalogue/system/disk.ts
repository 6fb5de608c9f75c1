import { counter, family, gauge } from '../metric.js'

const device = { device: 'open' } as const
const mount = { ...device, fstype: 'open', mountpoint: 'open' } as const
/** Why a file system gives no figures, as the kernel says it; empty where it does. */
const failing = { ...mount, device_error: 'open' } as const

const disk = (help: string) => counter({ help, labels: device, source: '/proc/diskstats', series: 8 })
const filesystem = (help: string) => gauge({ help, labels: mount, source: 'statfs()', series: 10 })

/** Disks and the file systems on them. */
export const disks = family('exporter', {
  node_disk_reads_completed_total: disk('Reads completed.'),
  node_disk_reads_merged_total: disk('Reads that were joined with another.'),
  node_disk_read_bytes_total: disk('Bytes read.'),
  node_disk_read_time_seconds_total: disk('Time spent reading.'),
  node_disk_writes_completed_total: disk('Writes completed.'),
  node_disk_writes_merged_total: disk('Writes that were joined with another.'),
  node_disk_written_bytes_total: disk('Bytes written.'),
  node_disk_write_time_seconds_total: disk('Time spent writing.'),
  node_disk_io_now: gauge({ help: 'Reads and writes under way.', labels: device, source: '/proc/diskstats', series: 8 }),
  node_disk_io_time_seconds_total: disk('Time in which the disk was busy.'),
  node_disk_io_time_weighted_seconds_total: disk('Time in which the disk was busy, times what was under way.'),
  node_disk_discards_completed_total: disk('Discards completed.'),
  node_disk_discards_merged_total: disk('Discards that were joined with another.'),
  node_disk_discarded_sectors_total: disk('Sectors of 512 bytes discarded.'),
  node_disk_discard_time_seconds_total: disk('Time spent discarding.'),
  node_disk_flush_requests_total: disk('Flushes completed.'),
  node_disk_flush_requests_time_seconds_total: disk('Time spent flushing.'),
  node_disk_info: gauge({
    help: 'What the disk is, always 1.',
    labels: {
      ...device,
      major: 'open',
      minor: 'open',
      path: 'open',
      wwn: 'open',
      model: 'open',
      serial: 'open',
      revision: 'open',
      rotational: 'open',
    },
    source: '/sys/block and udev',
    series: 8,
  }),
  node_filesystem_size_bytes: filesystem('Size of the file system.'),
  node_filesystem_free_bytes: filesystem('Space not used.'),
  node_filesystem_avail_bytes: filesystem('Space that users may still take.'),
  node_filesystem_files: filesystem('File nodes in all.'),
  node_filesystem_files_free: filesystem('File nodes not used.'),
  node_filesystem_readonly: gauge({
    help: 'Whether the file system is mounted read-only.',
    labels: failing,
    source: '/proc/self/mountinfo',
    series: 10,
  }),
  node_filesystem_device_error: gauge({
    help: 'Whether the file system did not answer: it hangs, or may not be read.',
    labels: failing,
    source: 'statfs()',
    series: 10,
  }),
  node_filesystem_mount_info: gauge({
    help: 'Which device a mount point shows, always 1.',
    labels: { ...device, major: 'open', minor: 'open', mountpoint: 'open' },
    source: '/proc/self/mountinfo',
    series: 10,
  }),
})
