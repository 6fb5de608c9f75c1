/**
 * instrument/ with nothing measured: what an application would have written in its place. Names that are not here are
 * instrument/'s own.
 */
import type { Redis } from 'ioredis'
import type { Middleware } from 'koa'
import type { Pool, QueryResultRow } from 'pg'
import type { Logger } from 'pino'
import {
  businessEvents as measuredEvents,
  type BusinessEvents,
  type InstrumentedCache,
  type InstrumentedPool,
  type Instruments,
} from '../../instrument/index.js'

export * from '../../instrument/index.js'
export { collectProcess } from './measured.js'

const passing = (): Middleware => (_context, next) => next()

export const koaMetrics = passing
/** The shop writes by its request's log, so there is one; without an id of its own. */
export const koaCorrelation =
  (logger: Logger): Middleware =>
  (context, next) => {
    context.state['log'] = logger
    return next()
  }

export const instrumentPool = (_instruments: Instruments, pool: Pool): InstrumentedPool => {
  pool.on('error', () => undefined)
  return { query: <Row extends QueryResultRow>(_name: string, text: string, values?: unknown[]) => pool.query<Row>(text, values) }
}

export const timeQuery = <Result>(_instruments: Instruments, _name: string, run: () => Promise<Result>): Promise<Result> => run()

export const instrumentCache = (_instruments: Instruments, redis: Redis): InstrumentedCache => {
  const get = async <Value>(key: string): Promise<Value | undefined> => {
    const text = await redis.get(key)
    return text === null ? undefined : (JSON.parse(text) as Value)
  }
  const set = async (key: string, value: unknown, ttlSeconds: number): Promise<void> => {
    await redis.set(key, JSON.stringify(value), 'PX', Math.round(ttlSeconds * 1000))
  }
  const remember = async <Value>(key: string, ttlSeconds: number, load: () => Promise<Value>): Promise<Value> => {
    const known = await get<Value>(key)
    if (known !== undefined) return known
    const loaded = await load()
    await set(key, loaded, ttlSeconds)
    return loaded
  }
  const remove = async (...keys: string[]): Promise<void> => {
    if (keys.length > 0) await redis.del(...keys)
  }
  return { get, set, remember, delete: remove }
}

/** The same events, told to nobody. */
export const businessEvents = (instruments: Instruments): BusinessEvents =>
  Object.fromEntries(Object.keys(measuredEvents(instruments)).map((name) => [name, () => undefined])) as unknown as BusinessEvents
