import { metrics } from '../../catalogue/index.js'
import { perSecond, query } from '../../promql/index.js'
import type { Panel } from '../language/index.js'
import { servers, services } from '../language/index.js'

const {
  pg_stat_activity_count: activity,
  pg_stat_activity_max_tx_duration: oldest,
  pg_stat_database_xact_commit: commits,
  pg_stat_database_xact_rollback: rollbacks,
  pg_stat_database_blks_hit: found,
  pg_stat_database_blks_read: read,
  pg_stat_database_deadlocks: deadlocks,
  pg_locks_count: locks,
  pg_database_size_bytes: size,
  db_query_duration_seconds: queries,
  db_pool_connections: pool,
  db_pool_max_connections: poolMaximum,
  db_pool_waiting: waiting,
} = query(metrics)

const graph = { kind: 'timeseries', width: 8, height: 8, scope: servers, whenEmpty: 'database not read' } as const
const blocks = found.rate('5m').sum('target').plus(read.rate('5m').sum('target')).above(perSecond(0))

/** 0 for a query that never failed: its failures have no series yet. */
const failedQueries = queries
  .where({ outcome: 'failure' })
  .rate('5m')
  .sum('service', 'query')
  .or(queries.rate('5m').sum('service', 'query').times(0))

/** Use, saturation and errors of the databases, and how the applications see them. */
export const databasePanels: readonly Panel[] = [
  {
    ...graph,
    title: 'Connections by state',
    shows: 'Client connections, by server and what they do.',
    worry: 'Many that are "idle in transaction": they hold locks and do nothing.',
    act: 'Find them in pg_stat_activity by application_name; end the oldest.',
    queries: [{ of: activity.sum('target', 'state'), legend: '{{target}} {{state}}' }],
    stacked: true,
  },
  {
    ...graph,
    title: 'Pool in use',
    shows: 'Connections that the pool of each service has lent, of those it may hold.',
    worry: 'At 100 % the next request waits for a connection.',
    act: 'Look for slow queries first; a larger pool only moves the queue into the database.',
    whenEmpty: 'no pool reports',
    scope: services,
    queries: [
      {
        of: pool.where({ state: 'used' }).sum('service', 'pool').per(poolMaximum.sum('service', 'pool')),
        legend: '{{service}} {{pool}}',
      },
    ],
    softRange: { from: 0, to: 1 },
  },
  {
    ...graph,
    title: 'Requests waiting for a connection',
    shows: 'Requests that wait because the pool has lent all it has.',
    worry: 'Anything over 0 for more than a moment.',
    act: 'Which query holds its connection longest? See the query times.',
    whenEmpty: 'no pool reports',
    scope: services,
    queries: [{ of: waiting.sum('service', 'pool'), legend: '{{service}} {{pool}}' }],
    softRange: { from: 0, to: 5 },
  },
  {
    ...graph,
    title: 'Time of 95 % of queries',
    shows: 'The time within which 95 % of each named query is answered, as the service sees it.',
    worry: 'One query that climbs alone: its plan or its table changed. All together: the server.',
    act: 'Run EXPLAIN (ANALYZE, BUFFERS) on the one that climbs.',
    whenEmpty: 'no queries',
    scope: services,
    queries: [{ of: queries.quantile(0.95, '5m', 'service', 'query'), legend: '{{service}} {{query}}' }],
  },
  {
    ...graph,
    title: 'Failed queries',
    shows: 'Queries that failed a second, by service and name.',
    worry: 'Anything over 0: each is a request that went wrong or was tried again.',
    act: 'Read the log lines of the service by correlation id.',
    whenEmpty: 'no queries',
    scope: services,
    queries: [{ of: failedQueries, legend: '{{service}} {{query}}' }],
  },
  {
    ...graph,
    title: 'Transactions',
    shows: 'Transactions committed a second, by database.',
    worry: 'A fall while requests stay the same.',
    act: 'Look at locks and at the oldest transaction.',
    queries: [{ of: commits.rate('5m').sum('target', 'datname'), legend: '{{target}} {{datname}}' }],
  },
  {
    ...graph,
    title: 'Rollbacks and deadlocks',
    shows: 'Transactions undone a second, and deadlocks among them.',
    worry: 'Deadlocks that come back: two places lock the same rows in another order.',
    act: "The server's log names both statements of a deadlock.",
    queries: [
      { of: rollbacks.rate('5m').sum('target'), legend: '{{target}} rollbacks' },
      { of: deadlocks.rate('5m').sum('target'), legend: '{{target}} deadlocks' },
    ],
  },
  {
    ...graph,
    title: 'Oldest transaction',
    shows: 'Age of the oldest open transaction, by server and state.',
    worry: 'Minutes: it keeps dead rows alive and may hold locks.',
    act: 'Find it in pg_stat_activity by xact_start; end it if nobody needs it.',
    queries: [{ of: oldest.max('target', 'state'), legend: '{{target}} {{state}}' }],
  },
  {
    ...graph,
    title: 'Locks',
    shows: 'Locks held or awaited, by server and mode.',
    worry: 'accessexclusivelock that stays: a migration or VACUUM FULL blocks everybody.',
    act: 'pg_blocking_pids() names who waits for whom.',
    queries: [{ of: locks.sum('target', 'mode'), legend: '{{target}} {{mode}}' }],
    stacked: true,
  },
  {
    ...graph,
    title: 'Blocks found in memory',
    shows: 'Share of blocks that the server found in its own buffers.',
    worry: 'A fall that lasts: the data in use no longer fits.',
    act: 'Look for a query that reads a whole table before giving the server more memory.',
    queries: [{ of: found.rate('5m').sum('target').per(blocks), legend: '{{target}}' }],
    softRange: { from: 0.9, to: 1 },
  },
  {
    ...graph,
    title: 'Database size',
    shows: 'Size on disk, by database.',
    worry: 'Growth that the orders do not explain.',
    act: 'List the largest tables; look for dead rows and for logs kept in tables.',
    queries: [{ of: size.max('target', 'datname'), legend: '{{target}} {{datname}}' }],
  },
]
