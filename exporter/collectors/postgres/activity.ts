import { ACTIVITY_STATES, postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { numberOf, textOf, type PostgresSource } from './source.js'

/** Every database with every state, so that a state nobody is in reads 0; without us. */
const SQL = `
  SELECT d.datname, s.state,
         count(a.pid) AS connections,
         coalesce(max(extract(epoch FROM now() - a.xact_start)), 0) AS oldest
    FROM pg_database d
   CROSS JOIN unnest($1::text[]) AS s (state)
    LEFT JOIN pg_stat_activity a ON a.datid = d.oid AND a.state = s.state AND a.pid <> pg_backend_pid()
   WHERE NOT d.datistemplate
   GROUP BY d.datname, s.state
   ORDER BY d.datname, s.state`

/** Client connections and the age of the oldest transaction, by database and state. */
export const activityCollector = ({ target, session }: PostgresSource): Collector => ({
  name: 'postgres_activity',
  target,
  collect: async (into, signal) => {
    const { rows } = await session.query(SQL, signal, [ACTIVITY_STATES])
    for (const row of rows) {
      const state = ACTIVITY_STATES.find((known) => known === row['state'])
      if (state === undefined) continue
      const labels = { target, datname: textOf(row['datname']), state }
      into.set(postgres.pg_stat_activity_count, labels, numberOf(row['connections']))
      into.set(postgres.pg_stat_activity_max_tx_duration, labels, numberOf(row['oldest']))
    }
  },
})
