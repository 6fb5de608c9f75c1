import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { numberOf, textOf, type PostgresSource } from './source.js'

const COLUMNS = {
  numbackends: postgres.pg_stat_database_numbackends,
  xact_commit: postgres.pg_stat_database_xact_commit,
  xact_rollback: postgres.pg_stat_database_xact_rollback,
  blks_read: postgres.pg_stat_database_blks_read,
  blks_hit: postgres.pg_stat_database_blks_hit,
  tup_returned: postgres.pg_stat_database_tup_returned,
  tup_fetched: postgres.pg_stat_database_tup_fetched,
  tup_inserted: postgres.pg_stat_database_tup_inserted,
  tup_updated: postgres.pg_stat_database_tup_updated,
  tup_deleted: postgres.pg_stat_database_tup_deleted,
  conflicts: postgres.pg_stat_database_conflicts,
  deadlocks: postgres.pg_stat_database_deadlocks,
  temp_files: postgres.pg_stat_database_temp_files,
  temp_bytes: postgres.pg_stat_database_temp_bytes,
  blk_read_time: postgres.pg_stat_database_blk_read_time,
  blk_write_time: postgres.pg_stat_database_blk_write_time,
} as const

/** The row without a database counts what is shared by all; it has no name to stand under. */
const SQL = `
  SELECT datname, ${Object.keys(COLUMNS).join(', ')}
    FROM pg_stat_database
   WHERE datname IS NOT NULL
   ORDER BY datname`

/** Work done, by database. */
export const databaseCollector = ({ target, session }: PostgresSource): Collector => ({
  name: 'postgres_database',
  target,
  collect: async (into, signal) => {
    const { rows } = await session.query(SQL, signal)
    for (const row of rows) {
      const labels = { target, datname: textOf(row['datname']) }
      for (const [column, metric] of Object.entries(COLUMNS)) into.set(metric, labels, numberOf(row[column]))
    }
  },
})
