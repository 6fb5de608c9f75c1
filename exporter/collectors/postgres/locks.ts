import { LOCK_MODES, postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { numberOf, textOf, textsOf, type PostgresSource } from './source.js'

/** Every database with every mode, so that a mode nobody holds reads 0. */
const SQL = `
  SELECT d.datname, m.mode, count(l.mode) AS locks
    FROM pg_database d
   CROSS JOIN unnest(${textsOf(LOCK_MODES)}) AS m (mode)
    LEFT JOIN pg_locks l ON l.database = d.oid AND lower(l.mode) = m.mode
   WHERE NOT d.datistemplate
   GROUP BY d.datname, m.mode
   ORDER BY d.datname, m.mode`

/** Locks held or awaited, by database and mode. */
export const locksCollector = ({ target, session }: PostgresSource): Collector => ({
  name: 'postgres_locks',
  target,
  collect: async (into, signal) => {
    const { rows } = await session.read(SQL, signal)
    for (const row of rows) {
      const mode = LOCK_MODES.find((known) => known === row['mode'])
      if (mode === undefined) continue
      into.set(postgres.pg_locks_count, { target, datname: textOf(row['datname']), mode }, numberOf(row['locks']))
    }
  },
})
