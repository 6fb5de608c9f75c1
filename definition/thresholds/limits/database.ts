import { metrics } from '../../catalogue/index.js'
import { hours, milliseconds, percent, perMinute, query } from '../../promql/index.js'
import { observes, stands, threshold } from '../language/index.js'
import { onExporter, onShop } from './targets.js'

const {
  pg_stat_activity_count: activity,
  pg_settings_max_connections: maximum,
  db_pool_connections: pool,
  db_pool_max_connections: poolMaximum,
  db_query_duration_seconds: queries,
} = query(metrics)

const allowed = maximum.max('target')
const used = activity.sum('target').per(allowed)
const onServer = { target: 'shop', ...onExporter } as const

const connections = (share: number) => [
  stands(metrics.pg_stat_activity_count, { ...onServer, datname: 'shop', state: 'active' }, 200 * share),
  stands(metrics.pg_settings_max_connections, onServer, 200),
]

export const databaseConnections = threshold('DatabaseConnectionsHigh', used, {
  P1: { above: percent(90), for: '2m' },
  P2: { above: percent(80), for: '5m' },
  owner: 'platform',
  summary: ({ target }) => `The database ${target} is running out of connections.`,
  means: 'At the maximum every new request that needs the database fails.',
  check: [
    'Who holds them? Count pg_stat_activity by application_name and state.',
    'Are there sessions "idle in transaction"? End the oldest with pg_terminate_backend().',
    'Did the number of service instances or the size of their pools grow?',
  ],
  example: { of: { target: 'shop' }, from: connections },
})

export const databaseConnectionsForecast = threshold(
  'DatabaseConnectionsFullSoon',
  // a line through the first minutes after a start says nothing
  activity.predictLinear('1h', hours(4)).sum('target').per(allowed).and(used.offset('30m'), 'target'),
  {
    P2: { above: percent(100), for: '30m' },
    atLeast: { signal: used, above: percent(50) },
    owner: 'platform',
    summary: ({ target }) => `The database ${target} will run out of connections within 4 hours.`,
    means: 'Connections grow steadily; at this pace the maximum is reached today.',
    check: [
      'Which application_name grows? A pool that leaks grows with its requests.',
      'Restart the leaking service before the maximum is reached.',
    ],
    silencedBy: [databaseConnections],
    example: { of: { target: 'shop' }, from: connections },
  },
)

const ofPool = { pool: 'shop', ...onShop } as const
const lent = pool.where({ state: 'used' }).max('service', 'pool').per(poolMaximum.max('service', 'pool'))

export const databasePool = threshold('DatabasePoolExhausted', lent, {
  // every scrape of two minutes finds it so: a pool that is full for a moment is well used
  P1: { above: percent(90), for: '2m' },
  owner: 'shop',
  summary: ({ service, pool }) => `The pool ${pool} of ${service} has hardly a connection left.`,
  means: 'Requests wait for a connection, and fail when none comes within two seconds.',
  check: [
    'Are statements slow? Then the pool is only their queue: begin there.',
    'Are connections "idle" in pg_stat_activity while the pool calls them used? Then the code does not give them back.',
    'Restart the service; a pool that leaks begins anew.',
  ],
  example: {
    of: { service: 'shop', pool: 'shop' },
    from: (share) => [
      stands(metrics.db_pool_connections, { ...ofPool, state: 'used' }, 10 * share),
      stands(metrics.db_pool_max_connections, ofPool, 10),
    ],
  },
})

const ofQuery = { query: 'product by id', outcome: 'success', ...onShop } as const

export const databaseQueries = threshold('DatabaseQueriesSlow', queries.mean('5m', 'service'), {
  P2: { above: milliseconds(50), for: '5m' },
  atLeast: { signal: queries.rate('5m').sum('service'), above: perMinute(30) },
  owner: 'platform',
  summary: ({ service }) => `The database answers ${service} slowly.`,
  means: 'Every page that reads or writes waits for it; soon requests queue for connections.',
  check: [
    'Which query is it? The panel of query times names it; if all are slow, it is the server.',
    'Does something hold a lock? Look for the oldest transaction and who waits for it.',
    'Are CPU or disk of the server busy: a backup, a vacuum, a report?',
  ],
  example: { of: { service: 'shop' }, from: (mean) => observes(metrics.db_query_duration_seconds, ofQuery, mean, 20) },
})

const asked = queries.rate('5m').sum('service')
/** Zero where all succeed. */
const unanswered = queries.where({ outcome: 'failure' }).rate('5m').sum('service').or(asked.times(0))

export const databaseFailures = threshold('DatabaseQueriesFailing', asked.minus(unanswered).per(asked), {
  P1: { below: percent(99), for: '5m' },
  // three in five minutes: one conflict between two customers wakes nobody
  atLeast: { signal: unanswered, above: perMinute(0.5) },
  owner: 'platform',
  summary: ({ service }) => `Too many queries of ${service} fail.`,
  means: 'What the queries were for fails with them: pages, orders, jobs.',
  check: [
    'Which query fails? The panel of failed queries names it; if all do, it is the server or the way to it.',
    'What does the log of the service say: a time-out, a lock, a refused connection, a missing column?',
    'Did a migration run, or a release that waits for one?',
  ],
  silencedBy: [databasePool],
  example: {
    of: { service: 'shop' },
    from: (success) => [
      ...observes(metrics.db_query_duration_seconds, ofQuery, 0.005, 20 * success),
      ...observes(metrics.db_query_duration_seconds, { ...ofQuery, outcome: 'failure' }, 0.005, 20 * (1 - success)),
    ],
  },
})
