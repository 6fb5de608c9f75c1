import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { numberOf, textOf, type PostgresSource } from './source.js'

/** The size of a database that we may not connect to is NULL, so that it does not fail the others. */
const SQL = `
  SELECT datname, datconnlimit,
         CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END AS bytes
    FROM pg_database
   WHERE NOT datistemplate
   ORDER BY datname`

/** Size on disk and connection limit, by database. */
export const sizeCollector = ({ target, session }: PostgresSource): Collector => ({
  name: 'postgres_size',
  target,
  collect: async (into, signal) => {
    const { rows } = await session.query(SQL, signal)
    for (const row of rows) {
      const labels = { target, datname: textOf(row['datname']) }
      into.set(postgres.pg_database_size_bytes, labels, numberOf(row['bytes']))
      into.set(postgres.pg_database_connection_limit, labels, numberOf(row['datconnlimit']))
    }
  },
})
