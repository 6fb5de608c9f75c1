import { Command, type Redis } from 'ioredis'
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

interface Sent {
  readonly answer: Promise<unknown>
  readonly waiter: Waiter
}

interface Commands {
  /** Undefined where the cache is out of reach, which is a failure counted. */
  readonly send: (words: (string | number)[]) => Sent | undefined
  /** To be called once the answer is there, or the failure. */
  readonly end: (sent: Sent) => void
  readonly fail: () => void
}

/**
 * Commands of one kind, timed. Made by hand, because the promise of such a command can be ended by whoever loses patience; a
 * second promise around that of ioredis costs a small request more than all that is counted of it.
 */
const createCommands = (redis: Redis, patience: Patience, word: string, { failures, duration }: OperationSeries): Commands => {
  const { keyPrefix = '' } = redis.options
  const fail = (): void => add(failures, 1)
  return {
    send: (words) => {
      if (!reachable(redis)) return void fail()
      const command = new Command(word, words, { replyEncoding: 'utf8', keyPrefix })
      const waiter = patience.start(performance.now(), command.reject)
      return { answer: Promise.resolve(redis.sendCommand(command)), waiter }
    },
    end: ({ waiter }) => {
      patience.end(waiter)
      observe(duration(), (performance.now() - waiter.startedAt) / 1000)
    },
    fail,
  }
}

/** Runs a command whose answer nobody needs. */
const createWrite =
  ({ send, end, fail }: Commands) =>
  async (words: (string | number)[]): Promise<void> => {
    const sent = send(words)
    if (sent === undefined) return
    try {
      await sent.answer
    } catch {
      fail()
    }
    end(sent)
  }

const lifetime = (ttlSeconds: number): number => {
  const milliseconds = Math.round(ttlSeconds * 1000)
  if (milliseconds > 0 && Number.isSafeInteger(milliseconds)) return milliseconds
  throw new TypeError(`a cached value lives for a positive number of seconds, got ${ttlSeconds}`)
}

type Lookup = <Value>(key: string) => Promise<Value | undefined>

const createLookup = (instruments: Instruments, cache: string, { send, end, fail }: Commands): Lookup => {
  const lookups = instruments.scalar(application.cache_requests_total)
  const hits = lookups.series({ cache, outcome: 'hit' })
  const misses = lookups.series({ cache, outcome: 'miss' })
  const miss = (): undefined => {
    add(misses, 1)
  }
  return async <Value>(key: string): Promise<Value | undefined> => {
    const sent = send([key])
    if (sent === undefined) return miss()
    try {
      const text = await sent.answer
      if (typeof text !== 'string') return miss()
      const value = JSON.parse(text) as Value
      add(hits, 1)
      return value
    } catch {
      fail()
      return miss()
    } finally {
      end(sent)
    }
  }
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
  const commands = (operation: Operation, word: string): Commands =>
    createCommands(redis, patience, word, seriesOf(instruments, name, operation))
  const write = createWrite(commands('set', 'set'))
  const erase = createWrite(commands('delete', 'del'))
  // Unheard, ioredis prints each failed reconnection; the failures are counted where they cost a request something.
  redis.on('error', () => undefined)
  const get = createLookup(instruments, name, commands('get', 'get'))
  const set = async (key: string, value: unknown, ttlSeconds: number): Promise<void> => {
    const milliseconds = lifetime(ttlSeconds)
    const text = JSON.stringify(value)
    if (text !== undefined) await write([key, text, 'PX', milliseconds])
  }
  const remember = async <Value>(key: string, ttlSeconds: number, load: () => Promise<Value>): Promise<Value> => {
    const known = await get<Value>(key)
    if (known !== undefined) return known
    const loaded = await load()
    await set(key, loaded, ttlSeconds)
    return loaded
  }
  const remove = async (...keys: string[]): Promise<void> => {
    if (keys.length > 0) await erase(keys)
  }
  return Object.freeze({ get, set, delete: remove, remember })
}
