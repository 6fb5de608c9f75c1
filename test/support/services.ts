/**
 * Real servers for tests: in containers where a Docker engine answers, else native programs.
 * PLIMSOLL_TEST_SERVICES=native or =containers chooses.
 *
 * @example
 * const postgres = await startPostgres()
 * afterAll(() => postgres.stop())
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Client } from 'pg'
import {
  postgresAnswers,
  redisAnswers,
  redisSays,
  startPostgres as startNativePostgres,
  startRedis as startNativeRedis,
} from '../../stack/index.js'
import { engineAnswers, startContainer } from './containers.js'
import type { Handle } from './handle.js'
import { startNative } from './native.js'

export { freePort } from '../../stack/index.js'
export type { Handle } from './handle.js'

export interface Postgres extends Handle {
  readonly database: string
  /** A superuser. */
  readonly user: string
  readonly password: string
  readonly url: string
  /** As the server names it: `15.12 (Debian 15.12-0+deb12u2)`. */
  readonly version: string
}

export interface Redis extends Handle {
  readonly url: string
  readonly version: string
}

export interface Settings {
  /** Options of the server: `{ max_connections: '20' }`, `{ maxmemory: '8mb' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

const DATABASE = 'plimsoll'
const USER = 'plimsoll'
/** A commit survives the server's death and not the machine's: that is all a test asks. */
const FORGETFUL = { fsync: 'off', full_page_writes: 'off', track_io_timing: 'on' }

/** A PostgreSQL with pg_stat_statements loaded and an empty database `plimsoll`. */
export async function startPostgres({ settings = {} }: Settings = {}): Promise<Postgres> {
  const password = randomBytes(12).toString('hex')
  const options = { ...FORGETFUL, shared_preload_libraries: 'pg_stat_statements', ...settings }
  const handle = (await inContainers()) ? await postgresContainer(password, options) : await postgresNative(password, options)
  const url = `postgres://${USER}:${password}@${handle.host}:${handle.port}/${DATABASE}`
  await answered(postgresAnswers(url))
  return { ...recovering(handle, postgresAnswers(url)), database: DATABASE, user: USER, password, url, version: await postgresVersion(url) }
}

/** An empty Redis without a password. */
export async function startRedis({ settings = {} }: Settings = {}): Promise<Redis> {
  const handle = (await inContainers()) ? await redisContainer(settings) : await redisNative(settings)
  await answered(redisAnswers(handle))
  const server = await redisSays(handle, 'INFO server', AbortSignal.timeout(2_000))
  const version = /redis_version:(\S+)/.exec(server)?.[1] ?? 'unknown'
  return { ...recovering(handle, redisAnswers(handle)), url: `redis://${handle.host}:${handle.port}`, version }
}

let choice: Promise<boolean> | undefined

/** Whether this run uses containers; asked once. */
export function inContainers(): Promise<boolean> {
  const wish = process.env['PLIMSOLL_TEST_SERVICES']
  choice ??= wish === 'native' || wish === 'containers' ? Promise.resolve(wish === 'containers') : engineAnswers()
  return choice
}

const postgresContainer = (password: string, options: Readonly<Record<string, string>>): Promise<Handle> =>
  startContainer({
    repository: 'postgres',
    port: 5432,
    environment: { POSTGRES_USER: USER, POSTGRES_PASSWORD: password, POSTGRES_DB: DATABASE },
    command: ['postgres', ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // over TCP: while the image makes the database its server listens on a socket file alone
    ready: `pg_isready -h 127.0.0.1 -U ${USER}`,
  })

const postgresNative = (password: string, settings: Readonly<Record<string, string>>): Promise<Handle> =>
  startNative(async ({ directory, port }) => {
    const place = { directory: join(directory, 'data'), log: join(directory, 'postgres.log'), port }
    return (await startNativePostgres({ ...place, user: USER, password, database: DATABASE, settings })).running
  })

const redisContainer = (settings: Readonly<Record<string, string>>): Promise<Handle> =>
  startContainer({
    repository: 'redis',
    port: 6379,
    command: ['redis-server', '--save', '', ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])],
    ready: 'redis-cli ping',
  })

const redisNative = (settings: Readonly<Record<string, string>>): Promise<Handle> =>
  startNative(async ({ directory, port }) => {
    const place = { directory: join(directory, 'data'), log: join(directory, 'redis.log'), port }
    return (await startNativeRedis({ ...place, settings })).running
  })

/** Until the server answers from here; a published port may take a moment after the server is ready. */
async function answered(probe: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    try {
      await probe(AbortSignal.timeout(2_000))
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

const recovering = (handle: Handle, probe: (signal: AbortSignal) => Promise<unknown>): Handle => ({
  ...handle,
  restart: async () => {
    await handle.restart()
    await answered(probe)
  },
})

async function postgresVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const answer = await client.query<{ server_version: string }>('SHOW server_version')
    return answer.rows[0]?.server_version ?? 'unknown'
  } finally {
    await client.end()
  }
}
