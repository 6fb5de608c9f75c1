/** The server whose database is backed up: how our own connection and PostgreSQL's programs reach it. */
import { Client } from 'pg'
import { reveal, type Environment, type Secret } from '../configuration/index.js'
import { BackupError, saidBy } from './errors.js'

const APPLICATION = 'plimsoll backup'
const PATIENCE_SECONDS = 10

/** What PostgreSQL's programs may have of our own environment; the address of the database is not among it. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'PGPASSFILE', 'PGSSLROOTCERT'] as const

/** Parameters of the address that PostgreSQL's programs know as variables. */
const PARAMETERS: Readonly<Record<string, string>> = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
}

const addressed = (url: Secret, database?: string): string => {
  if (database === undefined) return reveal(url)
  const address = new URL(reveal(url))
  address.pathname = `/${encodeURIComponent(database)}`
  return address.href
}

const named = (parts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(parts).flatMap(([name, value]) => (value ? [[name, value]] : [])))

/** Where the database is and who asks, as variables: an argument could be read by everybody on the machine. */
export const programEnvironment = (url: Secret, environment: Environment): Readonly<Record<string, string>> => {
  const { host, port, user, database, password } = new Client({ connectionString: reveal(url) })
  const parameters = [...new URL(reveal(url)).searchParams].map(([name, value]) => [PARAMETERS[name] ?? '', value] as const)
  return {
    ...named(Object.fromEntries(PASSED_ON.map((name) => [name, environment[name]]))),
    ...named(Object.fromEntries(parameters.filter(([name]) => name !== ''))),
    ...named({ PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database, PGPASSWORD: password ?? undefined }),
    PGAPPNAME: APPLICATION,
    PGCONNECT_TIMEOUT: String(PATIENCE_SECONDS),
    LC_ALL: 'C',
  }
}

/** The database that the address names. */
export const databaseOf = (url: Secret): string => new Client({ connectionString: reveal(url) }).database ?? ''

/**
 * Lends a connection to the database of the address, or to another one of the same server.
 *
 * @throws BackupError where the server does not let us in.
 */
export const withClient = async <T>(url: Secret, use: (client: Client) => Promise<T>, database?: string): Promise<T> => {
  const client = new Client({
    connectionString: addressed(url, database),
    application_name: APPLICATION,
    connectionTimeoutMillis: PATIENCE_SECONDS * 1000,
  })
  // a server that goes away fails the question that is under way, and that is enough
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw new BackupError(`The database could not be reached: ${saidBy(error)}.`, { cause: error })
  }
  try {
    return await use(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The first row of an answer, which every question here has. */
export const firstRow = async <Row>(client: Client, sql: string, values: readonly unknown[] = []): Promise<Row> => {
  const { rows } = await client.query(sql, [...values])
  const row: unknown = rows[0]
  if (row === undefined) throw new BackupError(`The server answered without a row to ${sql.trim().slice(0, 60)}.`)
  return row as Row
}

/** 18 for PostgreSQL 18.6. */
export const serverVersion = async (client: Client): Promise<number> => {
  const { number } = await firstRow<{ readonly number: number }>(client, "SELECT current_setting('server_version_num')::int AS number")
  return Math.floor(number / 10_000)
}

/** @throws BackupError while another process makes a backup of the same database. */
export const takeTurn = async (client: Client): Promise<void> => {
  const { taken } = await firstRow<{ readonly taken: boolean }>(
    client,
    "SELECT pg_try_advisory_lock(hashtextextended('plimsoll backup', 0)) AS taken",
  )
  if (!taken) throw new BackupError('Another process makes or checks a backup of this database now; wait for its end.')
}
