import { metrics } from '../../catalogue/index.js'
import { query } from '../../promql/index.js'
import type { Panel } from '../language/index.js'
import { machines, services } from '../language/index.js'

const {
  node_cpu_seconds_total: cpu,
  node_load1: load,
  node_memory_MemAvailable_bytes: available,
  node_memory_SwapFree_bytes: swapFree,
  node_disk_io_time_seconds_total: busy,
  node_disk_read_bytes_total: bytesRead,
  node_disk_written_bytes_total: bytesWritten,
  node_network_receive_bytes_total: received,
  node_network_transmit_bytes_total: sent,
  node_network_receive_errs_total: receiveErrors,
  node_network_transmit_errs_total: sendErrors,
  nodejs_eventloop_lag_p99_seconds: lag,
  process_resident_memory_bytes: resident,
  process_cpu_seconds_total: processCpu,
  process_open_fds: open,
  process_max_fds: mayOpen,
} = query(metrics)

const graph = { kind: 'timeseries', width: 8, height: 8, scope: machines, whenEmpty: 'machine not read' } as const
const ofProcess = { ...graph, scope: services, whenEmpty: 'no process reports' } as const

/** Use, saturation and errors of the machines, then of the processes on them. */
export const systemPanels: readonly Panel[] = [
  {
    ...graph,
    title: 'CPU by mode',
    shows: 'Share of CPU time, by machine and mode.',
    worry: 'Much iowait: the disk is the limit. Much steal: the host is.',
    act: 'top, sorted by CPU, names the process.',
    queries: [{ of: cpu.rate('5m').avg('instance', 'mode'), legend: '{{instance}} {{mode}}' }],
    softRange: { from: 0, to: 1 },
    stacked: true,
  },
  {
    ...graph,
    title: 'Load for each CPU',
    shows: 'Programs that run or want to run, for each CPU of the machine.',
    worry: 'Over 1 for minutes: work queues up.',
    act: 'Compare with the CPU by mode: high load with an idle CPU is the disk.',
    queries: [{ of: load.max('instance').per(cpu.where({ mode: 'idle' }).rate('5m').count('instance')), legend: '{{instance}}' }],
    softRange: { from: 0, to: 1 },
  },
  {
    ...graph,
    title: 'Memory available',
    shows: 'Memory that a new program could get, and swap that is free.',
    worry: 'A line that falls steadily: something leaks.',
    act: 'ps, sorted by resident size, names the process.',
    queries: [
      { of: available.max('instance'), legend: '{{instance}} memory' },
      { of: swapFree.max('instance'), legend: '{{instance}} swap' },
    ],
  },
  {
    ...graph,
    title: 'Disk busy',
    shows: 'Share of time in which the disk had something to do.',
    worry: 'Near 100 % for minutes, with latency that rises.',
    act: 'iotop names the process; the database row tells whether it is a query.',
    queries: [{ of: busy.rate('5m').max('instance', 'device'), legend: '{{instance}} {{device}}' }],
    softRange: { from: 0, to: 1 },
  },
  {
    ...graph,
    title: 'Disk throughput',
    shows: 'Bytes read and written a second, by machine.',
    worry: 'A level that nobody planned: a backup, a runaway log, a query that spills to disk.',
    act: 'iotop names the process.',
    queries: [
      { of: bytesRead.rate('5m').sum('instance'), legend: '{{instance}} read' },
      { of: bytesWritten.rate('5m').sum('instance'), legend: '{{instance}} written' },
    ],
  },
  {
    ...graph,
    title: 'Network throughput',
    shows: 'Bytes received and sent a second, by machine.',
    worry: 'A plateau: the line is full.',
    act: 'Compare with the requests; if they did not grow, look for a backup or a copy.',
    queries: [
      { of: received.rate('5m').sum('instance'), legend: '{{instance}} received' },
      { of: sent.rate('5m').sum('instance'), legend: '{{instance}} sent' },
    ],
  },
  {
    ...graph,
    title: 'Network errors',
    shows: 'Packets a second that were damaged, by machine.',
    worry: 'Anything over 0 that stays.',
    act: 'Cable, driver or a wrong MTU: ethtool -S names the counter.',
    queries: [
      { of: receiveErrors.rate('5m').sum('instance'), legend: '{{instance}} receiving' },
      { of: sendErrors.rate('5m').sum('instance'), legend: '{{instance}} sending' },
    ],
  },
  {
    ...ofProcess,
    title: 'Event loop lag',
    shows: 'By how much the slowest hundredth of turns of the event loop is late, by service.',
    worry: 'Over 100 ms: requests wait for code that does not let go.',
    act: 'Take a CPU profile; look for large JSON, synchronous files and long loops.',
    queries: [{ of: lag.max('service'), legend: '{{service}}' }],
  },
  {
    ...ofProcess,
    title: 'CPU of the services',
    shows: 'CPUs that each service uses.',
    worry: 'Near 1 for a Node.js process: it has one thread for its work.',
    act: 'Take a CPU profile, or start another instance.',
    queries: [{ of: processCpu.rate('5m').sum('service'), legend: '{{service}}' }],
  },
  {
    ...ofProcess,
    title: 'Memory of the services',
    shows: 'Resident memory, by service.',
    worry: 'Growth over days that a restart ends: a leak.',
    act: 'Compare two heap snapshots taken an hour apart.',
    queries: [{ of: resident.sum('service'), legend: '{{service}}' }],
  },
  {
    ...ofProcess,
    title: 'Open files',
    shows: 'Open files and sockets, of those the process may open.',
    worry: 'Steady growth: something is opened and never closed.',
    act: 'ls -l /proc/<pid>/fd shows what they are.',
    queries: [{ of: open.max('service').per(mayOpen.max('service')), legend: '{{service}}' }],
    softRange: { from: 0, to: 1 },
  },
]
