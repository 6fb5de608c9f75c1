/** A server of this machine with a shop to back up, and the command as a user starts it. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { requireDumpPrograms, type DumpPrograms } from '../../../backup/programs.js'
import { family } from '../../../stack/identity.js'
import { startPostgres } from '../../../stack/index.js'
import { startNative } from '../../support/native.js'

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'plimsoll-backups-'))

type Row = Readonly<Record<string, unknown>>

export interface BackedUp {
  /** Of the role `backup`, which has the rights that it has in containers. */
  readonly password: string
  readonly urlOf: (database: string) => string
  /** Asked as superuser, in the database `shop` unless another is named. */
  readonly query: <T = Row>(sql: string, database?: string) => Promise<readonly T[]>
  /** Brings a backup back as a person does. */
  readonly restore: (database: string, path: string) => void
  /** Makes a backup's turn ours until what it returns is called. */
  readonly takeTurn: (database: string) => Promise<() => Promise<void>>
  readonly stop: () => Promise<void>
}

/** Twelve tables and one of somebody else, an extension that only a superuser may make, and a lot to write elsewhere. */
const SHOP = `
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text NOT NULL);
INSERT INTO orders (note) SELECT md5(n::text) FROM generate_series(1, 1000) n;
CREATE TABLE items (id bigint PRIMARY KEY, "order" bigint NOT NULL REFERENCES orders);
INSERT INTO items SELECT n, n FROM generate_series(1, 200) n;
DO $$ BEGIN FOR n IN 1..10 LOOP EXECUTE format('CREATE TABLE %I (id int)', 'Empty "' || n); END LOOP; END $$;
CREATE ROLE desk;
CREATE SCHEMA desk AUTHORIZATION desk;
CREATE TABLE desk.alerts (id int);
ALTER TABLE desk.alerts OWNER TO desk;
CREATE EXTENSION pg_stat_statements;
REVOKE ALL ON DATABASE shop FROM PUBLIC;
GRANT CONNECT ON DATABASE shop TO backup;
ANALYZE`
const LARGE = `CREATE TABLE bulk AS SELECT n, md5(n::text) || md5((-n)::text) || md5((n * 7)::text) AS text FROM generate_series(1, 400000) n`

const asked = async <T>(url: string, sql: string): Promise<readonly T[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end()
  }
}

/** @throws UsageError where this machine has no pg_dump for the server. */
export const startBackedUp = async (): Promise<BackedUp> => {
  const order = { user: 'plimsoll', password: 'super-user', database: 'shop', settings: { shared_preload_libraries: 'pg_stat_statements' } }
  const server = await startNative(async ({ directory, port }) => {
    const place = { directory: join(directory, 'data'), log: join(directory, 'postgres.log'), port }
    return (await startPostgres({ ...place, ...order })).running
  })
  const address = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${server.port}/${database}`
  const superuser = (database: string) => address(order.user, order.password, database)
  const [row] = await asked<{ readonly number: number }>(superuser('shop'), "SELECT current_setting('server_version_num')::int AS number")
  let programs: DumpPrograms
  try {
    programs = requireDumpPrograms(Math.floor((row?.number ?? 0) / 10_000))
  } catch (error) {
    await server.stop()
    throw error
  }
  // a sign that an address must encode
  const password = 'back@up:secret/1'
  await asked(superuser('shop'), `CREATE ROLE backup LOGIN CONNECTION LIMIT 5 CREATEDB PASSWORD '${password}'`)
  await asked(superuser('shop'), 'GRANT pg_read_all_data TO backup')
  await asked(superuser('shop'), SHOP)
  await asked(superuser('shop'), 'CREATE DATABASE large')
  await asked(superuser('large'), LARGE)
  return {
    password,
    urlOf: (database) => address('backup', encodeURIComponent(password), database),
    query: (sql, database = 'shop') => asked(superuser(database), sql),
    restore: (database, path) => {
      const env = { PGHOST: '127.0.0.1', PGPORT: String(server.port), PGUSER: order.user, PGPASSWORD: order.password }
      execFileSync(join(programs.folder, 'pg_restore'), ['--exit-on-error', `--dbname=${database}`, path], {
        env: { ...process.env, ...env },
      })
    },
    takeTurn: async (database) => {
      const client = new Client({ connectionString: superuser(database) })
      await client.connect()
      await client.query("SELECT pg_advisory_lock(hashtextextended('plimsoll backup', 0))")
      return () => client.end()
    },
    stop: () => server.stop(),
  }
}

export interface StartedBackup {
  readonly pid: number
  readonly output: () => string
  readonly end: (signal: NodeJS.Signals) => void
  readonly ended: Promise<{ readonly status: number | null; readonly output: string }>
  /** Until a dump is being written. */
  readonly isWriting: (folder: string) => Promise<void>
}

const MAIN = resolve(import.meta.dirname, '../../../dist/cli/main.js')
const HALF = 200_000

const bytesOfParts = (folder: string): number =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.dump.part'))
    .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0)

/** The command with nothing of our environment but what it is given and the PATH. */
export const startBackup = (args: readonly string[], variables: Readonly<Record<string, string>>, said: string[]): StartedBackup => {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables }
  const child = spawn(process.execPath, [MAIN, 'backup', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const ended = new Promise<{ readonly status: number | null; readonly output: string }>((resolve) => {
    child.once('close', (status) => {
      said.push(text)
      resolve({ status, output: text })
    })
  })
  return {
    pid: child.pid ?? 0,
    output: () => text,
    end: (signal) => void child.kill(signal),
    ended,
    isWriting: async (folder) => {
      while (bytesOfParts(folder) < HALF) {
        if (child.exitCode !== null) throw new Error(`it ended before it wrote: ${text}`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
  }
}

/** The arguments of a process and of all that it has begotten, as everybody on the machine can read them. */
export const argumentsBelow = (pid: number): readonly string[] =>
  family(pid).flatMap((each) => {
    try {
      return [readFileSync(`/proc/${each}/cmdline`, 'utf8').replaceAll('\0', ' ')]
    } catch {
      return []
    }
  })
