import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { numberOf, textOf, type PostgresSource } from './source.js'

const SQL = `
  SELECT version() AS version,
         current_setting('server_version') AS short_version,
         extract(epoch FROM pg_postmaster_start_time()) AS started`

/**
 * The version in three parts, as postgres_exporter gives it.
 *
 * @example
 * shortVersion('15.18 (Debian 15.18-0+deb12u1)')   // '15.18.0'
 */
export const shortVersion = (text: string): string => {
  const [, major = '0', minor = '0', patch = '0'] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? []
  return `${major}.${minor}.${patch}`
}

/** Whether the server answers, its version and start. */
export const serverCollector = ({ target, session }: PostgresSource): Collector => ({
  name: 'postgres_server',
  target,
  collect: async (into, signal) => {
    const { rows } = await session.read(SQL, signal)
    for (const row of rows) {
      const labels = { target, version: textOf(row['version']), short_version: shortVersion(textOf(row['short_version'])) }
      into.set(postgres.pg_static, labels, 1)
      into.set(postgres.pg_postmaster_start_time_seconds, { target }, numberOf(row['started']))
    }
    into.set(postgres.pg_up, { target }, 1)
  },
  collectFailed: (into) => into.set(postgres.pg_up, { target }, 0),
})
