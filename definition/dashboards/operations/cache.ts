import { metrics } from '../../catalogue/index.js'
import { perSecond, query } from '../../promql/index.js'
import type { Panel } from '../language/index.js'
import { servers, services } from '../language/index.js'

const {
  redis_connected_clients: clients,
  redis_commands_total: commands,
  redis_commands_duration_seconds_total: commandTime,
  redis_memory_used_bytes: used,
  redis_memory_used_rss_bytes: resident,
  redis_db_keys: keys,
  redis_keyspace_hits_total: hits,
  redis_keyspace_misses_total: misses,
  cache_operation_duration_seconds: operations,
  cache_operation_failures_total: failures,
} = query(metrics)

const graph = { kind: 'timeseries', width: 8, height: 8, scope: servers, whenEmpty: 'cache not read' } as const
const lookups = hits.rate('5m').sum('target').plus(misses.rate('5m').sum('target')).above(perSecond(0))

/** Use, saturation and errors of the cache servers, and how the applications see them. */
export const cachePanels: readonly Panel[] = [
  {
    ...graph,
    title: 'Commands',
    shows: 'Commands a second, by server and name.',
    worry: 'keys, flushall or flushdb among them: they hold up or empty the whole cache.',
    act: 'CLIENT LIST names who sends them.',
    queries: [{ of: commands.rate('5m').sum('target', 'cmd'), legend: '{{target}} {{cmd}}' }],
  },
  {
    ...graph,
    title: 'Time spent in commands',
    shows: 'Share of time that the server spends in each command; it does one at a time.',
    worry: 'Together near 100 %: every caller waits for the others.',
    act: 'SLOWLOG GET names the calls; split large values and avoid whole-key scans.',
    queries: [{ of: commandTime.rate('5m').sum('target', 'cmd'), legend: '{{target}} {{cmd}}' }],
    stacked: true,
  },
  {
    ...graph,
    title: 'Time of 95 % of cache operations',
    shows: 'The time within which 95 % of operations are answered, as the service sees it.',
    worry: 'Over a few milliseconds: a cache that is slow is no cache.',
    act: 'Compare with the time spent in commands: if that is low, it is the network or the service.',
    whenEmpty: 'no look-ups',
    scope: services,
    queries: [{ of: operations.quantile(0.95, '5m', 'service', 'cache', 'operation'), legend: '{{service}} {{cache}} {{operation}}' }],
  },
  {
    ...graph,
    title: 'Failed cache operations',
    shows: 'Operations that failed, were not sent because the cache is down, or took too long.',
    worry: 'Anything over 0 for more than a moment: the database gets this load.',
    act: 'Is the server up, and is it full? Watch the database connections.',
    whenEmpty: 'no operation failed',
    scope: services,
    queries: [{ of: failures.rate('5m').sum('service', 'cache', 'operation'), legend: '{{service}} {{cache}} {{operation}}' }],
  },
  {
    ...graph,
    title: 'Keys found on the server',
    shows: 'Share of look-ups that found their key, of everybody who uses the server.',
    worry: 'A fall while the hit ratio of the services stays: somebody else misses.',
    act: 'Compare the keys by prefix.',
    queries: [{ of: hits.rate('5m').sum('target').per(lookups), legend: '{{target}}' }],
    softRange: { from: 0, to: 1 },
  },
  {
    ...graph,
    title: 'Memory of the cache servers',
    shows: 'Memory allocated for data, and what the process holds of the machine.',
    worry: 'Resident memory far over what is allocated: fragmentation, or a snapshot being written.',
    act: 'MEMORY DOCTOR says which of the two.',
    queries: [
      { of: used.max('target'), legend: '{{target}} allocated' },
      { of: resident.max('target'), legend: '{{target}} resident' },
    ],
  },
  {
    ...graph,
    title: 'Clients',
    shows: 'Client connections, by server.',
    worry: 'Steady growth: a service opens connections and does not close them.',
    act: 'CLIENT LIST by name and age.',
    queries: [{ of: clients.max('target'), legend: '{{target}}' }],
  },
  {
    ...graph,
    title: 'Keys',
    shows: 'Keys, by server and database.',
    worry: 'Steady growth: keys without a time to live. A fall to nothing: it was flushed.',
    act: 'Sample keys by prefix and their time to live.',
    queries: [{ of: keys.max('target', 'db'), legend: '{{target}} {{db}}' }],
  },
]
