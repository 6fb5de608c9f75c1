import { counter, family, gauge } from './metric.js'

export const CPU_MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const

const mount = { device: 'open', fstype: 'open', mountpoint: 'open' } as const
const memory = (help: string) => gauge({ help, source: '/proc/meminfo' })
const disk = (help: string) => counter({ help, labels: { device: 'open' }, source: '/proc/diskstats', series: 8 })
const net = (help: string) => counter({ help, labels: { device: 'open' }, source: '/proc/net/dev', series: 8 })
const filesystem = (help: string) => gauge({ help, labels: mount, source: 'statfs()', series: 10 })

/** The machine, under node_exporter's names. */
export const system = family('exporter', {
  node_cpu_seconds_total: counter({
    help: 'Seconds the CPUs spent in each mode.',
    labels: { cpu: 'open', mode: CPU_MODES },
    source: '/proc/stat',
    series: 64,
  }),
  node_boot_time_seconds: gauge({ help: 'Time the machine started, in seconds since the epoch.', unit: 'timestamp', source: '/proc/stat' }),
  node_context_switches_total: counter({ help: 'Context switches.', source: '/proc/stat' }),
  node_procs_running: gauge({ help: 'Processes that want to run.', source: '/proc/stat' }),
  node_procs_blocked: gauge({ help: 'Processes that wait for input or output.', source: '/proc/stat' }),
  node_load1: gauge({ help: 'Load average of 1 minute.', source: '/proc/loadavg' }),
  node_load5: gauge({ help: 'Load average of 5 minutes.', source: '/proc/loadavg' }),
  node_load15: gauge({ help: 'Load average of 15 minutes.', source: '/proc/loadavg' }),
  node_memory_MemTotal_bytes: memory('Memory of the machine.'),
  node_memory_MemFree_bytes: memory('Memory not used at all.'),
  node_memory_MemAvailable_bytes: memory('Memory that a new program could get.'),
  node_memory_Buffers_bytes: memory('Memory of block device buffers.'),
  node_memory_Cached_bytes: memory('Memory of the page cache.'),
  node_memory_SwapTotal_bytes: memory('Swap of the machine.'),
  node_memory_SwapFree_bytes: memory('Swap not used.'),
  node_disk_reads_completed_total: disk('Reads completed.'),
  node_disk_writes_completed_total: disk('Writes completed.'),
  node_disk_read_bytes_total: disk('Bytes read.'),
  node_disk_written_bytes_total: disk('Bytes written.'),
  node_disk_read_time_seconds_total: disk('Time spent reading.'),
  node_disk_write_time_seconds_total: disk('Time spent writing.'),
  node_disk_io_time_seconds_total: disk('Time in which the disk was busy.'),
  node_network_receive_bytes_total: net('Bytes received.'),
  node_network_transmit_bytes_total: net('Bytes sent.'),
  node_network_receive_packets_total: net('Packets received.'),
  node_network_transmit_packets_total: net('Packets sent.'),
  node_network_receive_errs_total: net('Errors on receiving.'),
  node_network_transmit_errs_total: net('Errors on sending.'),
  node_network_receive_drop_total: net('Packets dropped on receiving.'),
  node_network_transmit_drop_total: net('Packets dropped on sending.'),
  node_filesystem_size_bytes: filesystem('Size of the file system.'),
  node_filesystem_free_bytes: filesystem('Space not used.'),
  node_filesystem_avail_bytes: filesystem('Space that users may still take.'),
  node_filesystem_files: filesystem('File nodes in all.'),
  node_filesystem_files_free: filesystem('File nodes not used.'),
  node_filesystem_readonly: filesystem('Whether the file system is mounted read-only.'),
  node_filesystem_device_error: filesystem('Whether the file system did not answer: it hangs, or may not be read.'),
  node_time_seconds: gauge({ help: 'Time of the machine, in seconds since the epoch.', unit: 'timestamp', source: 'clock' }),
  node_uname_info: gauge({
    help: 'Kernel and name of the machine, always 1.',
    labels: { sysname: 'open', release: 'open', version: 'open', machine: 'open', nodename: 'open', domainname: 'open' },
    source: 'os.version()',
    series: 1,
  }),
})
