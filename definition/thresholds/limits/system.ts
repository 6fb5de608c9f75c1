import { metrics } from '../../catalogue/index.js'
import { days, excludes, percent, query, seconds } from '../../promql/index.js'
import { grows, stands, threshold, ticks } from '../language/index.js'
import { onExporter, onShop } from './targets.js'

const {
  node_cpu_seconds_total: cpu,
  node_memory_MemAvailable_bytes: available,
  node_memory_MemTotal_bytes: total,
  node_filesystem_avail_bytes: free,
  node_filesystem_size_bytes: size,
  nodejs_heap_size_used_bytes: heapUsed,
  nodejs_heap_size_limit_bytes: heapLimit,
  shop_clock_timestamp_seconds: clock,
} = query(metrics)

const ofHost = { instance: 'exporter:9464' }
/** File systems in memory and images mounted read-only are full by design. */
const real = { fstype: excludes('tmpfs|ramfs|squashfs|iso9660|erofs') } as const

export const cpuBusy = threshold('CpuHigh', cpu.where({ mode: 'idle' }).rate('5m').avg('instance').complement(), {
  P2: { above: percent(80), for: '15m' },
  owner: 'operations',
  summary: ({ instance }) => `The machine of ${instance} is busy.`,
  means: 'Work queues up; everything on the machine gets slower.',
  check: ['Which process uses it? top, sorted by CPU.', 'Is iowait or steal high? Then it is the disk or the host, not the work.'],
  example: {
    of: ofHost,
    from: (busy) => [
      grows(metrics.node_cpu_seconds_total, { ...onExporter, cpu: '0', mode: 'idle' }, 1 - busy),
      grows(metrics.node_cpu_seconds_total, { ...onExporter, cpu: '0', mode: 'user' }, busy),
    ],
  },
})

export const memoryUsed = threshold('MemoryHigh', available.max('instance').per(total.max('instance')).complement(), {
  P2: { above: percent(85), for: '10m' },
  owner: 'operations',
  summary: ({ instance }) => `The machine of ${instance} is short of memory.`,
  means: 'Before long the kernel ends the largest process, mostly the database.',
  check: ['Which process grew? ps, sorted by resident size.', 'Does a service leak? See its resident memory over the week.'],
  example: {
    of: ofHost,
    from: (used) => [
      stands(metrics.node_memory_MemTotal_bytes, onExporter, 8e9),
      stands(metrics.node_memory_MemAvailable_bytes, onExporter, 8e9 * (1 - used)),
    ],
  },
})

const sizes = size.where(real).max('instance', 'mountpoint')
const diskUsed = free.where(real).max('instance', 'mountpoint').per(sizes).complement()
const mount = { ...onExporter, device: '/dev/sda1', fstype: 'ext4', mountpoint: '/' } as const
const filled = (used: number) => [
  stands(metrics.node_filesystem_size_bytes, mount, 1e11),
  stands(metrics.node_filesystem_avail_bytes, mount, 1e11 * (1 - used)),
]
const ofMount = { instance: 'exporter:9464', mountpoint: '/' }
const makeRoom = [
  'What grew? du by folder, the newest files first.',
  'Are logs rotated and old backups removed?',
  'Can the volume be enlarged while it is mounted?',
] as const

export const diskFull = threshold('DiskUsageHigh', diskUsed, {
  P2: { above: percent(85), for: '10m' },
  owner: 'operations',
  summary: ({ instance, mountpoint }) => `${mountpoint} on ${instance} is nearly full.`,
  means: 'A full disk stops the database and loses what is being written.',
  check: makeRoom,
  example: { of: ofMount, from: filled },
})

/** The share that will be used in four days if the last six hours go on; a line through the first minutes says nothing. */
const forecast = free
  .where(real)
  .predictLinear('6h', days(4))
  .max('instance', 'mountpoint')
  .per(sizes)
  .complement()
  .and(sizes.offset('3h'), 'instance', 'mountpoint')

export const diskForecast = threshold('DiskFullSoon', forecast, {
  P1: { above: percent(100), for: '1h' },
  atLeast: { signal: diskUsed, above: percent(60) },
  owner: 'operations',
  summary: ({ instance, mountpoint }) => `${mountpoint} on ${instance} will be full within 4 days.`,
  means: 'A full disk stops the database and loses what is being written.',
  check: makeRoom,
  example: { of: ofMount, from: filled },
})

export const heapUse = threshold('HeapNearLimit', heapUsed.max('service', 'instance').per(heapLimit.max('service', 'instance')), {
  P2: { above: percent(85), for: '5m' },
  owner: 'platform',
  summary: ({ service, instance }) => `${service} at ${instance} has hardly any heap left.`,
  means: 'The process collects garbage ever more often and gets slow; at its limit it ends.',
  check: [
    'Did it grow steadily since the start? Then something leaks: compare two heap snapshots.',
    'Did it jump? Look for one request or job that loads too much at once.',
    'Restart the service to win time.',
  ],
  example: {
    of: { service: 'shop', instance: 'shop:4000' },
    from: (share) => [
      stands(metrics.nodejs_heap_size_used_bytes, onShop, 1e8 * share),
      stands(metrics.nodejs_heap_size_limit_bytes, onShop, 1e8),
    ],
  },
})

export const clockSkew = threshold('ClockSkewed', clock.ahead().abs().max('service', 'instance'), {
  P2: { above: seconds(5), for: '1m' },
  owner: 'operations',
  summary: ({ service, instance }) => `The clock of ${service} at ${instance} is wrong.`,
  means: 'Sessions and auctions end at the wrong moment, certificates seem to be invalid, and its log lines stand in the wrong place.',
  check: [
    'Compare `date` on its host with that of Prometheus: which of the two is wrong?',
    'Does the host keep its time? chronyc tracking or timedatectl says so.',
    'Was the machine suspended, or moved to another host?',
  ],
  example: {
    of: { service: 'shop', instance: 'shop:4000' },
    from: (skew) => [ticks(metrics.shop_clock_timestamp_seconds, onShop, skew)],
  },
})
