import { counter, family, gauge, histogram } from './metric.js'

/** Names 2.5 to 1,000 ms closely: the limits on statements stand at 50, 100 and 1,000 ms. */
const QUERY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const
const CACHE_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1] as const

export const OUTCOMES = ['success', 'failure'] as const
export const LOOKUPS = ['hit', 'miss'] as const
export const CACHE_OPERATIONS = ['get', 'set', 'delete'] as const
export const POOL_STATES = ['used', 'idle'] as const

/** What an application tells of its own database, pool and caches. */
export const application = family('application', {
  db_query_duration_seconds: histogram({
    help: 'Time a named database query took as the application saw it.',
    labels: { query: 'open', outcome: OUTCOMES },
    source: 'instrument/database',
    series: 40,
    buckets: QUERY_BUCKETS,
  }),
  db_query_rows_total: counter({
    help: 'Rows that a named database query returned or changed.',
    labels: { query: 'open' },
    source: 'instrument/database',
    series: 20,
  }),
  db_pool_connections: gauge({
    help: 'Connections the pool holds.',
    labels: { pool: 'open', state: POOL_STATES },
    source: 'pg.Pool totalCount, idleCount',
    series: 2,
  }),
  db_pool_max_connections: gauge({
    help: 'Connections the pool may hold.',
    labels: { pool: 'open' },
    source: 'pg.Pool options.max',
    series: 1,
  }),
  db_pool_waiting: gauge({
    help: 'Requests that wait for a connection of the pool.',
    labels: { pool: 'open' },
    source: 'pg.Pool waitingCount',
    series: 1,
  }),
  db_pool_lost_connections_total: counter({
    help: 'Idle connections that the pool lost because the server or the network closed them.',
    labels: { pool: 'open' },
    source: "pg.Pool event 'error'",
    series: 1,
  }),
  cache_requests_total: counter({
    help: 'Look-ups in a named cache.',
    labels: { cache: 'open', outcome: LOOKUPS },
    source: 'instrument/cache',
    series: 6,
  }),
  cache_operation_duration_seconds: histogram({
    help: 'Time a cache operation took as the application saw it.',
    labels: { cache: 'open', operation: CACHE_OPERATIONS },
    source: 'instrument/cache',
    series: 9,
    buckets: CACHE_BUCKETS,
  }),
  cache_operation_failures_total: counter({
    help: 'Cache operations that failed, were not sent because the cache is down, or took too long.',
    labels: { cache: 'open', operation: CACHE_OPERATIONS },
    source: 'instrument/cache',
    series: 9,
  }),
})
