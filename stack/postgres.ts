/** A PostgreSQL of our own: its data in a folder that we choose, listening on 127.0.0.1 alone, without a socket file. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { UsageError } from '../configuration/index.js'
import { StartError } from './failure.js'
import { launch } from './processes.js'
import type { Launch, Running } from './processes.js'
import { findPostgres } from './programs.js'
import type { PostgresPrograms } from './programs.js'
import { postgresAnswers, untilReady } from './readiness.js'
import type { Patience } from './readiness.js'
import { barrier, giveTo, unprivilegedUser } from './users.js'
import type { User } from './users.js'

export interface PostgresOrder {
  /** The data folder; made on first use. Where we are root another user must be able to reach it. */
  readonly directory: string
  readonly port: number
  readonly log: string
  readonly user: string
  readonly password: string
  readonly database: string
  /** Settings of the server beside the defaults. */
  readonly settings?: Readonly<Record<string, string>>
  readonly programs?: PostgresPrograms
  readonly patience?: Patience
}

export interface PostgresServer {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  /** Holds the password: do not print it. */
  readonly url: string
  readonly running: Running
}

const HOST = '127.0.0.1'

/**
 * Starts PostgreSQL, having made its data folder and the database when they are not there yet.
 * @throws UsageError when it is not installed or the folder belongs to another version, StartError when it does not come up.
 */
export async function startPostgres(order: PostgresOrder): Promise<PostgresServer> {
  const { port, user, password, database } = order
  const prepared = await preparePostgres(order)
  const running = await launch(prepared)
  const url = postgresUrl(order)
  try {
    await untilReady(running, postgresAnswers(postgresUrl({ ...order, database: 'postgres' })), order.patience ?? { seconds: 30 })
    await makeDatabase(order)
  } catch (error) {
    await running.kill()
    throw error
  }
  return { host: HOST, port, database, user, password, url, running }
}

/** Makes the data folder where it is missing and says how the server is launched. */
export async function preparePostgres(order: PostgresOrder): Promise<Launch> {
  const programs = order.programs ?? findPostgres()
  if (!programs)
    throw new UsageError('no PostgreSQL 13 or newer is installed: install postgresql, or run `npm start` once, which fetches it')
  const runner = unprivilegedUser()
  const env = { ...programs.env, LC_ALL: 'C' }
  await refuseMismatch(order.directory, programs)
  if (!existsSync(join(order.directory, 'PG_VERSION'))) await initialise(order, programs, env, runner)
  return {
    name: 'postgres',
    command: join(programs.folder, 'postgres'),
    args: serverArguments(order, programs),
    env,
    directory: order.directory,
    log: order.log,
    stopSignal: 'SIGINT',
    ...(runner === undefined ? {} : { user: runner }),
  }
}

/** The address with its password, percent-encoded. */
export const postgresUrl = ({ port, user, password, database }: Pick<PostgresOrder, 'port' | 'user' | 'password' | 'database'>): string =>
  `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${HOST}:${port}/${encodeURIComponent(database)}`

/** Creates the database unless it is there. */
export async function makeDatabase(order: PostgresOrder): Promise<void> {
  const client = new Client({ connectionString: postgresUrl({ ...order, database: 'postgres' }) })
  await client.connect()
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [order.database])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(order.database)}`)
  } finally {
    await client.end()
  }
}

/** Makes the role of who measures, or gives it its password again: it reads statistics, and writes nothing. */
export async function makeWatcher(order: PostgresOrder, { user, password }: Pick<PostgresOrder, 'user' | 'password'>): Promise<void> {
  const client = new Client({ connectionString: postgresUrl(order) })
  await client.connect()
  const role = client.escapeIdentifier(user)
  try {
    const found = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [user])
    if (found.rowCount === 0) await client.query(`CREATE ROLE ${role}`)
    await client.query(`ALTER ROLE ${role} LOGIN CONNECTION LIMIT 5 PASSWORD ${client.escapeLiteral(password)}`)
    await client.query(`ALTER ROLE ${role} SET default_transaction_read_only = on`)
    await client.query(`GRANT pg_monitor TO ${role}`)
  } finally {
    await client.end()
  }
}

function serverArguments({ directory, port, settings }: PostgresOrder, programs: PostgresPrograms): readonly string[] {
  const all = {
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
    // the exporter reads statement and I/O times where they are there to be read
    ...(holdsStatements(programs) ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
    track_io_timing: 'on',
    ...settings,
  }
  return ['-D', directory, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** initdb works in a folder beside, which takes its name when it is whole. */
async function initialise(
  order: PostgresOrder,
  programs: PostgresPrograms,
  env: Readonly<Record<string, string>>,
  runner?: User,
): Promise<void> {
  const unfinished = `${order.directory}.new`
  const secret = `${order.directory}.password`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(dirname(order.directory), { recursive: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(secret, `${order.password}\n`, { mode: 0o600 })
  try {
    if (runner) [unfinished, secret].forEach((path) => giveTo(path, runner))
    const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C'
    const args = [
      '-D',
      unfinished,
      '-U',
      order.user,
      `--pwfile=${secret}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      `--locale=${locale}`,
      '--no-sync',
    ]
    await execute(join(programs.folder, 'initdb'), args, env, runner)
    renameSync(unfinished, order.directory)
  } finally {
    rmSync(secret, { force: true })
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/**
 * Refuses programs that the user of PostgreSQL cannot reach, and a data folder that another version made.
 * @throws UsageError
 */
export async function refuseMismatch(directory: string, programs: PostgresPrograms): Promise<void> {
  const runner = unprivilegedUser()
  const blocked = runner && barrier(programs.folder, runner)
  if (blocked !== undefined)
    throw new UsageError(
      `${runner?.name} cannot enter ${blocked}, where PostgreSQL is: set PLIMSOLL_HOME to a folder that others may enter`,
    )
  if (!existsSync(join(directory, 'PG_VERSION'))) return
  const made = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim()
  const { stdout } = await execute(join(programs.folder, 'postgres'), ['--version'], programs.env, runner)
  const ours = /(\d+)/.exec(stdout)?.[1]
  if (made === ours) return
  throw new UsageError(
    `${directory} was made by PostgreSQL ${made} and ${programs.folder} is ${ours}: move the folder away, or install ${made}`,
  )
}

async function execute(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  runner: User | undefined,
): Promise<{ readonly stdout: string }> {
  const as = runner === undefined ? {} : { uid: runner.uid, gid: runner.gid }
  try {
    return await promisify(execFile)(command, [...args], { env: { ...process.env, ...env }, cwd: '/', timeout: 60_000, ...as })
  } catch (cause) {
    const output = (cause as { readonly stderr?: string }).stderr ?? ''
    throw new StartError(`${command} failed: ${(output || String(cause)).trim().slice(-1000)}`, { cause })
  }
}

const holdsStatements = ({ folder }: PostgresPrograms): boolean =>
  ['../lib', '../lib/postgresql', '../lib64', '../lib64/pgsql'].some((library) =>
    ['so', 'dylib'].some((suffix) => existsSync(join(folder, library, `pg_stat_statements.${suffix}`))),
  )
