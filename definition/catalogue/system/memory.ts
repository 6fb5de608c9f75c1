import { counter, family, gauge, type Declaration } from '../metric.js'

/** Fields of /proc/meminfo in bytes, of every kernel since 3.10; `Active(anon)` is written Active_anon. */
export const MEMORY_FIELDS = [
  'MemTotal',
  'MemFree',
  'MemAvailable',
  'Buffers',
  'Cached',
  'SwapCached',
  'Active',
  'Inactive',
  'Active_anon',
  'Inactive_anon',
  'Active_file',
  'Inactive_file',
  'Unevictable',
  'Mlocked',
  'SwapTotal',
  'SwapFree',
  'Zswap',
  'Zswapped',
  'Dirty',
  'Writeback',
  'AnonPages',
  'Mapped',
  'Shmem',
  'KReclaimable',
  'Slab',
  'SReclaimable',
  'SUnreclaim',
  'KernelStack',
  'PageTables',
  'SecPageTables',
  'NFS_Unstable',
  'Bounce',
  'WritebackTmp',
  'CommitLimit',
  'Committed_AS',
  'VmallocTotal',
  'VmallocUsed',
  'VmallocChunk',
  'Percpu',
  'HardwareCorrupted',
  'AnonHugePages',
  'ShmemHugePages',
  'ShmemPmdMapped',
  'FileHugePages',
  'FilePmdMapped',
  'CmaTotal',
  'CmaFree',
  'Unaccepted',
  'Balloon',
  'Hugepagesize',
  'Hugetlb',
  'DirectMap4k',
  'DirectMap2M',
  'DirectMap4M',
  'DirectMap1G',
] as const

/** Fields of /proc/meminfo that count pages. */
export const MEMORY_COUNTS = ['HugePages_Total', 'HugePages_Free', 'HugePages_Rsvd', 'HugePages_Surp'] as const

/** Fields of /proc/vmstat: node_exporter's choice. */
export const VIRTUAL_MEMORY_FIELDS = ['pgpgin', 'pgpgout', 'pswpin', 'pswpout', 'pgfault', 'pgmajfault', 'oom_kill'] as const

type Gauge = Declaration<'gauge', {}, undefined>
type Counter = Declaration<'counter', {}, undefined>

const bytes = Object.fromEntries(
  MEMORY_FIELDS.map((field) => [`node_memory_${field}_bytes`, gauge({ help: `Memory: ${field}.`, source: `/proc/meminfo ${field}` })]),
) as unknown as { readonly [F in (typeof MEMORY_FIELDS)[number] as `node_memory_${F}_bytes`]: Gauge }

const counts = Object.fromEntries(
  MEMORY_COUNTS.map((field) => [`node_memory_${field}`, gauge({ help: `Memory pages: ${field}.`, source: `/proc/meminfo ${field}` })]),
) as unknown as { readonly [F in (typeof MEMORY_COUNTS)[number] as `node_memory_${F}`]: Gauge }

const virtual = Object.fromEntries(
  VIRTUAL_MEMORY_FIELDS.map((field) => [
    `node_vmstat_${field}`,
    counter({ help: `Virtual memory since the start: ${field}.`, source: `/proc/vmstat ${field}` }),
  ]),
) as unknown as { readonly [F in (typeof VIRTUAL_MEMORY_FIELDS)[number] as `node_vmstat_${F}`]: Counter }

/** Memory, swap and paging. */
export const memory = family('exporter', { ...bytes, ...counts, ...virtual })
