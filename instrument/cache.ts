import type { Redis } from 'ioredis'
import { application } from '../definition/catalogue/index.js'
import type { Instruments } from './registry.js'
import { counterOf, histogramOf } from './values.js'

/** A cache of JSON values that never fails its caller: what it cannot read counts as a miss. */
export interface InstrumentedCache {
  readonly get: <Value>(key: string) => Promise<Value | undefined>
  readonly set: (key: string, value: unknown, ttlSeconds: number) => Promise<void>
  readonly delete: (...keys: string[]) => Promise<void>
  /** The cached value, else what `load` gives, which is cached. Only `load` can make it fail. */
  readonly remember: <Value>(key: string, ttlSeconds: number, load: () => Promise<Value>) => Promise<Value>
}

type Operation = 'get' | 'set' | 'delete'

/** Longer than a cache that works ever takes; a request must not wait for one that hangs. */
const PATIENCE_MILLISECONDS = 250

/** Fails after the patience; ioredis would hold the command until the server is back. Every lookup passes here: one promise, no more. */
const withinPatience = <Result>(work: Promise<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    const late = (): void => reject(new Error(`no answer within ${PATIENCE_MILLISECONDS} ms`))
    const timer = setTimeout(late, PATIENCE_MILLISECONDS)
    const settled =
      <Value>(settle: (value: Value) => void) =>
      (value: Value): void => {
        clearTimeout(timer)
        settle(value)
      }
    work.then(settled(resolve), settled(reject))
  })

/** `wait` is a lazy connection that the first command opens. */
const reachable = (redis: Redis): boolean => redis.status === 'ready' || redis.status === 'wait'

type Attempt = <Result>(operation: Operation, run: () => Promise<Result>) => Promise<Result | undefined>

const createAttempt = (instruments: Instruments, redis: Redis, name: string): Attempt => {
  const duration = histogramOf(instruments, application.cache_operation_duration_seconds)
  const failures = counterOf(instruments, application.cache_operation_failures_total)
  for (const operation of ['get', 'set', 'delete'] as const) failures.inc({ cache: name, operation }, 0)
  return async (operation, run) => {
    if (!reachable(redis)) {
      failures.inc({ cache: name, operation })
      return undefined
    }
    const startedAt = performance.now()
    try {
      return await withinPatience(run())
    } catch {
      failures.inc({ cache: name, operation })
      return undefined
    } finally {
      duration.observe({ cache: name, operation }, (performance.now() - startedAt) / 1000)
    }
  }
}

const lifetime = (ttlSeconds: number): number => {
  const milliseconds = Math.round(ttlSeconds * 1000)
  if (milliseconds > 0 && Number.isSafeInteger(milliseconds)) return milliseconds
  throw new TypeError(`a cached value lives for a positive number of seconds, got ${ttlSeconds}`)
}

/**
 * Counts hits and misses of a named cache and times its operations. A cache that is down, slow or holds no JSON is a miss
 * and a failure counted, never an error.
 *
 * @example
 * const cache = instrumentCache(instruments, redis, 'products')
 * const product = await cache.remember('product:17', 60, () => loadProduct(17))
 */
export const instrumentCache = (instruments: Instruments, redis: Redis, name: string): InstrumentedCache => {
  const lookups = counterOf(instruments, application.cache_requests_total)
  for (const outcome of ['hit', 'miss'] as const) lookups.inc({ cache: name, outcome }, 0)
  const attempt = createAttempt(instruments, redis, name)
  // Unheard, ioredis prints each failed reconnection; the failures are counted where they cost a request something.
  redis.on('error', () => undefined)
  const get = async <Value>(key: string): Promise<Value | undefined> => {
    const found = await attempt('get', async () => {
      const text = await redis.get(key)
      return text === null ? undefined : { value: JSON.parse(text) as Value }
    })
    lookups.inc({ cache: name, outcome: found === undefined ? 'miss' : 'hit' })
    return found?.value
  }
  const set = async (key: string, value: unknown, ttlSeconds: number): Promise<void> => {
    const milliseconds = lifetime(ttlSeconds)
    const text = JSON.stringify(value)
    if (text !== undefined) await attempt('set', () => redis.set(key, text, 'PX', milliseconds))
  }
  const remember = async <Value>(key: string, ttlSeconds: number, load: () => Promise<Value>): Promise<Value> => {
    const known = await get<Value>(key)
    if (known !== undefined) return known
    const loaded = await load()
    await set(key, loaded, ttlSeconds)
    return loaded
  }
  const remove = async (...keys: string[]): Promise<void> => {
    if (keys.length > 0) await attempt('delete', () => redis.del(...keys))
  }
  return Object.freeze({ get, set, delete: remove, remember })
}
