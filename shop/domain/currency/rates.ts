import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { BusinessEvents, InstrumentedCache } from '../../../instrument/index.js'
import { createBreaker, type Breaker } from './breaker.js'
import { RatesError, requestRates, type Rates } from './request.js'

/** Rates with the time at which they were fetched. */
interface Fetched extends Rates {
  readonly fetchedAt: number
}

export interface RatesSource {
  /** The latest rates that were had, and how old they are; undefined while there are none. */
  readonly latest: () => Promise<(Rates & { readonly ageSeconds: number; readonly isStale: boolean }) | undefined>
  /** Asks the outside service; what it cannot give is told by the events and the age, and not thrown. */
  readonly refresh: () => Promise<void>
}

interface RatesOptions {
  /** Where it is; a shop that is told none has no rates. */
  readonly url: string | undefined
  readonly cache: InstrumentedCache
  readonly events: BusinessEvents
  readonly logger: Logger
  /** Patience with one attempt. */
  readonly timeoutMilliseconds?: number
  /** Wait before the second attempt; doubled before the third. */
  readonly backoffMilliseconds?: number
  readonly breaker?: Breaker
}

const KEY = 'shop:rates'
const KEPT_SECONDS = 86_400
const STALE_SECONDS = 300
const ATTEMPTS = 3

type Attempt = () => Promise<Rates | undefined>

const createAttempt = ({ url, events, timeoutMilliseconds = 2000 }: RatesOptions, breaker: Breaker): Attempt => {
  return async () => {
    if (url === undefined) return undefined
    if (!breaker.allows()) {
      events.ratesRequest('skipped')
      return undefined
    }
    const startedAt = performance.now()
    try {
      const rates = await requestRates(url, timeoutMilliseconds)
      breaker.succeeded()
      events.ratesRequest('success', (performance.now() - startedAt) / 1000)
      return rates
    } catch (error) {
      breaker.failed()
      events.ratesRequest(error instanceof RatesError ? error.reason : 'invalid', (performance.now() - startedAt) / 1000)
      throw error
    }
  }
}

/** Tries three times, and waits longer each time; some chance in the waits keeps shops from asking all at once. */
const insist = async (attempt: Attempt, backoff: number): Promise<Rates | undefined> => {
  for (let index = 1; ; index++) {
    try {
      return await attempt()
    } catch (error) {
      if (index >= ATTEMPTS) throw error
      await sleep(backoff * 2 ** (index - 1) * (0.75 + Math.random() / 2), undefined, { ref: false })
    }
  }
}

/** One at a time: who asks meanwhile waits for the same answer. */
const singly = (work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined
  return () => (running ??= work().finally(() => (running = undefined)))
}

/**
 * Currency rates of an outside service: asked with a timeout, again after a failure, and not at all for a while when it
 * keeps failing. The last answer stays, here and in the cache, and says how old it is.
 */
export const createRates = (options: RatesOptions): RatesSource => {
  const { cache, events, logger, backoffMilliseconds = 200 } = options
  const { breaker = createBreaker({ failures: 5, pauseSeconds: 30 }) } = options
  const startedAt = Date.now()
  let held: Fetched | undefined
  const ageOf = (fetchedAt: number): number => Math.max(0, (Date.now() - fetchedAt) / 1000)
  events.showRates({ age: () => ageOf(held?.fetchedAt ?? startedAt), isOpen: breaker.isOpen })
  const attempt = createAttempt(options, breaker)
  const refresh = singly(async () => {
    try {
      const rates = await insist(attempt, backoffMilliseconds)
      if (!rates) return
      held = { ...rates, fetchedAt: Date.now() }
      await cache.set(KEY, held, KEPT_SECONDS)
    } catch (error) {
      logger.warn({ err: error }, 'no new currency rates')
    }
  })
  const latest = async () => {
    held ??= await cache.get<Fetched>(KEY)
    if (!held) await refresh()
    if (!held) return undefined
    const { fetchedAt, ...rates } = held
    const ageSeconds = ageOf(fetchedAt)
    return { ...rates, ageSeconds: Number(ageSeconds.toFixed(1)), isStale: ageSeconds > STALE_SECONDS }
  }
  return { latest, refresh }
}
