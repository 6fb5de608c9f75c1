import type { Redis } from 'ioredis'
import { application } from '../definition/catalogue/index.js'
import { once } from './kept.js'
import { createPatience, type Patience, type Waiter } from './patience.js'
import type { Instruments } from './registry.js'
import { add, type Buckets, observe, type Scalar } from './series.js'

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

/** `wait` is a lazy connection that the first command opens. */
const reachable = (redis: Redis): boolean => redis.status === 'ready' || redis.status === 'wait'

/** Gives what `read` makes of the answer, or what `otherwise` says where there is none in time or it cannot be read. */
type Attempt = <Answer, Result>(run: () => Promise<Answer>, read: (answer: Answer) => Result, otherwise: () => Result) => Promise<Result>

interface OperationSeries {
  readonly failures: Scalar
  readonly duration: () => Buckets
}

const seriesOf = (instruments: Instruments, cache: string, operation: Operation): OperationSeries => {
  const durations = instruments.histogram(application.cache_operation_duration_seconds)
  return {
    failures: instruments.scalar(application.cache_operation_failures_total).series({ cache, operation }),
    duration: once(() => durations.series({ cache, operation })),
  }
}

/** Runs commands of one kind, timed. Every look-up passes here: one promise, two closures, and no timer of its own. */
const createAttempt = (redis: Redis, patience: Patience, { failures, duration }: OperationSeries): Attempt => {
  /** Whether the caller still waits; if so, it is answered now. */
  const end = (waiter: Waiter): boolean => {
    if (!patience.end(waiter)) return false
    observe(duration(), (performance.now() - waiter.startedAt) / 1000)
    return true
  }
  const fail = <Result>(otherwise: () => Result): Result => {
    add(failures, 1)
    return otherwise()
  }
  return (run, read, otherwise) => {
    if (!reachable(redis)) return Promise.resolve(fail(otherwise))
    return new Promise((resolve) => {
      const failed = (): void => void (end(waiter) && resolve(fail(otherwise)))
      const waiter = patience.start(performance.now(), failed)
      const answered = (answer: Parameters<typeof read>[0]): void => {
        if (!end(waiter)) return
        try {
          resolve(read(answer))
        } catch {
          resolve(fail(otherwise))
        }
      }
      // ioredis gives a promise whatever happens.
      void run().then(answered, failed)
    })
  }
}

const nothing = (): void => undefined

const lifetime = (ttlSeconds: number): number => {
  const milliseconds = Math.round(ttlSeconds * 1000)
  if (milliseconds > 0 && Number.isSafeInteger(milliseconds)) return milliseconds
  throw new TypeError(`a cached value lives for a positive number of seconds, got ${ttlSeconds}`)
}

type Lookup = <Value>(key: string) => Promise<Value | undefined>

const createLookup = (instruments: Instruments, redis: Redis, cache: string, attempt: Attempt): Lookup => {
  const lookups = instruments.scalar(application.cache_requests_total)
  const hits = lookups.series({ cache, outcome: 'hit' })
  const misses = lookups.series({ cache, outcome: 'miss' })
  const miss = (): undefined => {
    add(misses, 1)
  }
  const read = (text: string | null): unknown => {
    if (text === null) return miss()
    const value: unknown = JSON.parse(text)
    add(hits, 1)
    return value
  }
  return <Value>(key: string) => attempt(() => redis.get(key), read, miss) as Promise<Value | undefined>
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
  const patience = createPatience(PATIENCE_MILLISECONDS)
  const attempt = (operation: Operation): Attempt => createAttempt(redis, patience, seriesOf(instruments, name, operation))
  const [reading, writing, removing] = [attempt('get'), attempt('set'), attempt('delete')]
  // Unheard, ioredis prints each failed reconnection; the failures are counted where they cost a request something.
  redis.on('error', () => undefined)
  const get = createLookup(instruments, redis, name, reading)
  const set = async (key: string, value: unknown, ttlSeconds: number): Promise<void> => {
    const milliseconds = lifetime(ttlSeconds)
    const text = JSON.stringify(value)
    if (text !== undefined) await writing(() => redis.set(key, text, 'PX', milliseconds), nothing, nothing)
  }
  const remember = async <Value>(key: string, ttlSeconds: number, load: () => Promise<Value>): Promise<Value> => {
    const known = await get<Value>(key)
    if (known !== undefined) return known
    const loaded = await load()
    await set(key, loaded, ttlSeconds)
    return loaded
  }
  const remove = async (...keys: string[]): Promise<void> => {
    if (keys.length > 0) await removing(() => redis.del(...keys), nothing, nothing)
  }
  return Object.freeze({ get, set, delete: remove, remember })
}
