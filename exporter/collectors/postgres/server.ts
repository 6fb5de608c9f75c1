import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { numberOf, textOf, type PostgresSource } from './source.js'

const SQL = `
  SELECT version() AS version,
         current_setting('server_version') AS short_version,
         extract(epoch FROM pg_postmaster_start_time()) AS started`

/** Whether the server answers, its version and start. */
export const serverCollector = ({ target, session }: PostgresSource): Collector => ({
  name: 'postgres_server',
  target,
  collect: async (into, signal) => {
    const { rows } = await session.query(SQL, signal)
    for (const row of rows) {
      const labels = { target, version: textOf(row['version']), short_version: textOf(row['short_version']).split(' ')[0] ?? '' }
      into.set(postgres.pg_static, labels, 1)
      into.set(postgres.pg_postmaster_start_time_seconds, { target }, numberOf(row['started']))
    }
    into.set(postgres.pg_up, { target }, 1)
  },
  collectFailed: (into) => into.set(postgres.pg_up, { target }, 0),
})
