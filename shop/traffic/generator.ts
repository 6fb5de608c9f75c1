import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { between, seededRandom, type Random } from '../random.js'
import { BUSIEST, busyness } from '../rhythm.js'
import { createClient, UnansweredError, type Connection } from './client.js'
import { createPacer } from './pacer.js'
import { createPeople, type People } from './people.js'
import { createTally, type StepCounts } from './tally.js'
import { visit } from './visit.js'
import type { Visitor } from './visitor.js'
import { watchOver } from './watching.js'
import { followWish } from './wish.js'

/** `day` follows the hour, the day of the week and the season; `flat` is the mean all the time, for tests and drills. */
export const CURVES = ['day', 'flat'] as const
export type Curve = (typeof CURVES)[number]

interface TrafficOptions {
  /** The shop's address, such as http://127.0.0.1:4000. */
  readonly url: string
  /** Mean requests a second of all visitors together, over a year. */
  readonly rate: number
  readonly seed: number
  readonly logger: Logger
  /** `flat` unless told otherwise. */
  readonly curve?: Curve
}

interface Traffic {
  /** Answers so far, by status; 0 stands for no answer. */
  answers(): ReadonlyMap<number, number>
  /** Steps so far, by kind and by what came of them. */
  steps(): StepCounts
  close(): Promise<void>
}

/** Visitors at a time: enough that each takes over a second a step, and a bound when the shop is slow. */
const visitorsFor = (rate: number): number => Math.min(100, Math.max(4, Math.ceil(rate * 1.5)))

/** Load that this shop and this machine were measured to bear. */
const MOST_A_SECOND = 500

const SUMMARY_MILLISECONDS = 60_000

/** Addresses of TEST-NET-2 (RFC 5737): nobody has them. */
const addressOf = (random: Random): string => `198.51.100.${between(random, 1, 254)}`

const visitorFrom = (connection: Connection, random: Random, people: People): Visitor => ({
  client: createClient(connection, addressOf(random)),
  random,
  people,
  watch: watchOver(connection),
})

/** Visits again and again until the signal; after no answer a visitor comes back in one to five seconds. */
const visitForever = async (connection: Connection, seed: number, people: People): Promise<void> => {
  const random = seededRandom(seed)
  while (!connection.signal.aborted) {
    try {
      await visit(visitorFrom(connection, random, people))
    } catch (error) {
      if (connection.signal.aborted) return
      if (!(error instanceof UnansweredError)) throw error
      await sleep(between(random, 1000, 5000), undefined, { signal: connection.signal }).catch(() => undefined)
    }
  }
}

/**
 * Sends visitors to a shop until it is closed. The rate is bounded by turns, the requests at a time by the visitors.
 *
 * @example
 * const traffic = startTraffic({ url: shop.url, rate: 15, seed: 1, logger, curve: 'day' })
 */
export const startTraffic = ({ url, rate, seed, logger, curve = 'flat' }: TrafficOptions): Traffic => {
  const stop = new AbortController()
  // Every waiting visitor listens for the end.
  setMaxListeners(0, stop.signal)
  const { answers, count, steps } = createTally(logger)
  const wish = followWish(url, stop.signal)
  const rateNow = (): number => Math.min(MOST_A_SECOND, wish() * (curve === 'flat' ? rate : rate * busyness(new Date())))
  const takeTurn = createPacer(seededRandom(seed), rateNow)
  const connection: Connection = { url, signal: stop.signal, takeTurn, count }
  const people = createPeople()
  const most = visitorsFor(curve === 'flat' ? rate : rate * BUSIEST)
  const visitors = Array.from({ length: most }, (_, index) => visitForever(connection, seed + index + 1, people))
  const summary = setInterval(() => {
    logger.info({ requestsPerSecond: Number(rateNow().toFixed(1)), answers: Object.fromEntries(answers), steps: steps() }, 'traffic')
  }, SUMMARY_MILLISECONDS)
  return {
    answers: () => answers,
    steps,
    close: async () => {
      clearInterval(summary)
      stop.abort()
      await Promise.all(visitors)
    },
  }
}
