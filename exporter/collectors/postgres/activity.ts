import { ACTIVITY_STATES, postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { ScalarMetric } from '../../exposition/buffer.js'
import type { ActivityLabel } from '../../settings/postgres.js'
import { numberOf, textOf, textsOf, type PostgresSource } from './source.js'

const also = (labels: readonly ActivityLabel[], prefix: string): string => labels.map((label) => `, ${prefix}${label}`).join('')

/** Every database with every state, so that a state nobody is in reads 0; without us. */
const statement = (labels: readonly ActivityLabel[]): string => `
  SELECT d.datname, s.state${also(labels, 'a.')},
         count(a.pid) AS connections,
         coalesce(max(extract(epoch FROM now() - a.xact_start)), 0) AS oldest
    FROM pg_database d
   CROSS JOIN unnest(${textsOf(ACTIVITY_STATES)}) AS s (state)
    LEFT JOIN pg_stat_activity a ON a.datid = d.oid AND a.state = s.state AND a.pid <> pg_backend_pid()
   WHERE NOT d.datistemplate
   GROUP BY d.datname, s.state${also(labels, 'a.')}
   ORDER BY d.datname, s.state, connections DESC`

/** The catalogue's metric with the labels that the configuration adds. */
const widened = (metric: ScalarMetric, labels: readonly ActivityLabel[]): ScalarMetric => ({
  ...metric,
  labels: { ...metric.labels, ...Object.fromEntries(labels.map((label) => [label, 'open' as const])) },
})

/** Client connections and the age of the oldest transaction, by database and state. */
export const activityCollector = ({ target, session, options }: PostgresSource): Collector => {
  const names = ['datname', 'state', ...options.activityLabels]
  const sql = statement(options.activityLabels)
  const count = widened(postgres.pg_stat_activity_count, options.activityLabels)
  const oldest = widened(postgres.pg_stat_activity_max_tx_duration, options.activityLabels)
  return {
    name: 'postgres_activity',
    target,
    collect: async (into, signal) => {
      const { rows } = await session.read(sql, signal)
      for (const row of rows) {
        const labels = { target, ...Object.fromEntries(names.map((name) => [name, textOf(row[name])])) }
        into.set(count, labels, numberOf(row['connections']))
        into.set(oldest, labels, numberOf(row['oldest']))
      }
    },
  }
}
