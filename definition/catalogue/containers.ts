import { counter, family, gauge } from './metric.js'

const container = { id: 'open', name: 'open', image: 'open' } as const
const SOURCE = 'Docker engine, read in the background every 15 s'
const stands = (help: string) => gauge({ help, labels: container, source: SOURCE, series: 20 })
const grows = (help: string) => counter({ help, labels: container, source: SOURCE, series: 20 })
const net = (help: string) => counter({ help, labels: { ...container, interface: 'open' }, source: SOURCE, series: 20 })

/** Containers of the machine, under cAdvisor's names. */
export const containers = family('exporter', {
  container_last_seen: gauge({
    help: 'When the container was last read, in seconds since the epoch.',
    labels: container,
    unit: 'timestamp',
    source: SOURCE,
    series: 20,
  }),
  container_start_time_seconds: gauge({
    help: 'When the container was started, in seconds since the epoch.',
    labels: container,
    unit: 'timestamp',
    source: SOURCE,
    series: 20,
  }),
  container_restarts_total: grows('Times the engine started the container again.'),
  container_cpu_usage_seconds_total: counter({
    help: 'CPU time used.',
    labels: { ...container, cpu: ['total'] },
    source: SOURCE,
    series: 20,
  }),
  container_cpu_user_seconds_total: grows('CPU time used by programs.'),
  container_cpu_system_seconds_total: grows('CPU time used by the kernel for them.'),
  container_cpu_cfs_periods_total: grows('Periods of the CPU limit that passed.'),
  container_cpu_cfs_throttled_periods_total: grows('Periods in which the container was stopped at its CPU limit.'),
  container_cpu_cfs_throttled_seconds_total: grows('Time the container was stopped at its CPU limit.'),
  container_memory_usage_bytes: stands('Memory used, the page cache included.'),
  container_memory_working_set_bytes: stands('Memory used without the page cache that could be given back at once.'),
  container_spec_memory_limit_bytes: stands('Memory that the container may use, 0 for no limit.'),
  container_processes: stands('Processes and threads in the container.'),
  container_network_receive_bytes_total: net('Bytes received.'),
  container_network_receive_packets_total: net('Packets received.'),
  container_network_receive_errors_total: net('Errors on receiving.'),
  container_network_receive_packets_dropped_total: net('Packets dropped on receiving.'),
  container_network_transmit_bytes_total: net('Bytes sent.'),
  container_network_transmit_packets_total: net('Packets sent.'),
  container_network_transmit_errors_total: net('Errors on sending.'),
  container_network_transmit_packets_dropped_total: net('Packets dropped on sending.'),
})
