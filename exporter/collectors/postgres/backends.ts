import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { numberOf, textOf, type PostgresSource } from './source.js'
import { value, viewCollector, viewOf } from './view.js'

const view = 'pg_stat_activity'

/** Autovacuum is patient and no client; our own transaction says nothing. */
const transactions = viewOf({
  view,
  labels: {},
  values: [
    value(postgres.pg_long_running_transactions, 'pid', 'count(*)'),
    value(
      postgres.pg_long_running_transactions_oldest_timestamp_seconds,
      'xact_start',
      'coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)',
    ),
  ],
  rest: `WHERE state IS DISTINCT FROM 'idle' AND query NOT LIKE 'autovacuum:%' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`,
})

/** Its query says what it works on: `autovacuum: VACUUM public.orders`. */
const autovacuum = viewOf({
  view,
  labels: { relname: `split_part(query, '.', 2)` },
  values: [value(postgres.pg_stat_activity_autovacuum_timestamp_seconds, 'xact_start', 'extract(epoch FROM min(xact_start))')],
  rest: `WHERE query LIKE 'autovacuum:%' GROUP BY split_part(query, '.', 2) ORDER BY 1`,
})

/** Transactions that are open, and since when. */
export const transactionsCollector = viewCollector('postgres_transactions', [transactions])
/** Tables that autovacuum works on. */
export const autovacuumCollector = viewCollector('postgres_autovacuum', [autovacuum])

const { pg_process_idle_seconds: idleSeconds } = postgres
const STATES = ['idle', 'idle in transaction', 'idle in transaction (aborted)'] as const
const bounds: readonly number[] = idleSeconds.buckets ?? []

const IDLE = `
  SELECT state, application_name, count(*) AS count, sum(idle)::float8 AS sum,
         ARRAY(SELECT count(*) FILTER (WHERE i <= bound)::int FROM unnest(array_agg(idle)) AS i, unnest(ARRAY[${bounds.join(', ')}]) WITH ORDINALITY AS b (bound, place)
                GROUP BY place ORDER BY place) AS buckets
    FROM (SELECT state, application_name, extract(epoch FROM clock_timestamp() - state_change) AS idle
            FROM pg_stat_activity
           WHERE state LIKE 'idle%' AND pid <> pg_backend_pid()) AS waiting
   GROUP BY state, application_name
   ORDER BY state, application_name`

/** How long idle connections have been idle. */
export const idleCollector = ({ target, session }: PostgresSource): Collector => ({
  name: 'postgres_idle',
  target,
  collect: async (into, signal) => {
    const { rows } = await session.read(IDLE, signal)
    for (const row of rows) {
      const state = STATES.find((known) => known === row['state'])
      if (state === undefined) continue
      const counts = row['buckets'] as readonly number[]
      const buckets = bounds.map((bound, index) => [bound, counts[index] ?? 0] as const)
      const labels = { target, state, application_name: textOf(row['application_name']) }
      into.setDistribution(idleSeconds, labels, { buckets, sum: numberOf(row['sum']) ?? 0, count: numberOf(row['count']) ?? 0 })
    }
  },
})
