import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { secret } from '../../../configuration/index.js'
import { startShop, type RunningShop, type ShopOptions } from '../../../shop/index.js'
import { startPostgres, startRedis, type Postgres, type Redis } from '../../support/services.js'

export interface World {
  readonly postgres: Postgres
  readonly redis: Redis
  /** Uploads and letters of its shops. */
  readonly dataFolder: string
  /** A shop on a free port, silent, with thirty days of history. */
  readonly open: (options?: Partial<ShopOptions>) => Promise<RunningShop>
  readonly stop: () => Promise<void>
}

export const startWorld = async (): Promise<World> => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  const dataFolder = await mkdtemp(join(tmpdir(), 'plimsoll-shop-'))
  const addresses = { port: 0, databaseUrl: secret(postgres.url), redisUrl: secret(redis.url) }
  const usual = { ...addresses, dataFolder, seedDays: 30, logLevel: 'silent' } as const
  return {
    postgres,
    redis,
    dataFolder,
    open: (options = {}) => startShop({ ...usual, ...options }),
    stop: async () => {
      await Promise.all([postgres.stop(), redis.stop(), rm(dataFolder, { recursive: true, force: true })])
    },
  }
}

/** The database of a world, asked beside its shops; end it before the world stops. */
export const databaseOf = ({ postgres }: World): Pool => {
  const pool = new Pool({ connectionString: postgres.url })
  // the server may end before the last connection is let go
  pool.on('error', () => undefined)
  return pool
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests say in their assertions what they expect of a body
  readonly body: any
}

export interface Caller {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body: unknown): Promise<Answer>
  remove(path: string): Promise<Answer>
}

/** Calls an API as a browser does; `session` is sent with each request. */
export const callerOf = (url: string, session?: string): Caller => {
  const call = async (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> => {
    const headers = {
      ...(session ? { 'x-session': session } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    }
    const response = await fetch(url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body) => call('PUT', path, body),
    remove: (path) => call('DELETE', path),
  }
}

/** A caller with a session of its own. */
export const visitorOf = async (url: string): Promise<Caller> => callerOf(url, (await callerOf(url).post('/api/sessions')).body.session)

/** The value of one series on the metrics page; 0 where it is not there. */
export const sample = async (url: string, series: string): Promise<number> => {
  const page = await (await fetch(`${url}/metrics`)).text()
  const line = page.split('\n').find((entry) => entry.startsWith(`${series} `))
  return line ? Number(line.slice(series.length + 1)) : 0
}

/** Asks until the answer is right or the time is over; returns the last answer. */
export const eventually = async <T>(ask: () => Promise<T>, isRight: (answer: T) => boolean, seconds: number): Promise<T> => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (isRight(answer) || Date.now() > deadline) return answer
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
