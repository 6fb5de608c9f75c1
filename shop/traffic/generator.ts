import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { between, seededRandom } from '../random.js'
import { createClient, UnansweredError, type Connection } from './client.js'
import { createPacer } from './pacer.js'
import { visit } from './visit.js'

interface TrafficOptions {
  /** The shop's address, such as http://127.0.0.1:4000. */
  readonly url: string
  /** Mean requests a second of all visitors together. */
  readonly rate: number
  readonly seed: number
  readonly logger: Logger
}

interface Traffic {
  /** Answers so far, by status; 0 stands for no answer. */
  answers(): ReadonlyMap<number, number>
  close(): Promise<void>
}

/** Visitors at a time: enough that each takes over a second a step, and a bound when the shop is slow. */
const visitorsFor = (rate: number): number => Math.min(100, Math.max(4, Math.ceil(rate * 1.5)))

const SUMMARY_MILLISECONDS = 60_000

/** Counts answers, and says when the shop goes away and comes back. */
const createTally = (logger: Logger) => {
  const answers = new Map<number, number>()
  let isAway = false
  const count = (status: number): void => {
    answers.set(status, (answers.get(status) ?? 0) + 1)
    if (isAway === (status === 0)) return
    isAway = status === 0
    logger.warn(isAway ? 'the shop does not answer; visitors wait' : 'the shop answers again')
  }
  return { answers, count }
}

/** Visits again and again until the signal; after no answer a visitor comes back in one to five seconds. */
const visitForever = async (connection: Connection, seed: number): Promise<void> => {
  const random = seededRandom(seed)
  while (!connection.signal.aborted) {
    try {
      await visit(createClient(connection), random)
    } catch (error) {
      if (connection.signal.aborted) return
      if (!(error instanceof UnansweredError)) throw error
      connection.count(0)
      await sleep(between(random, 1000, 5000), undefined, { signal: connection.signal }).catch(() => undefined)
    }
  }
}

/**
 * Sends visitors to a shop until it is closed. The rate is bounded by turns, the requests at a time by the visitors.
 *
 * @example
 * const traffic = startTraffic({ url: shop.url, rate: 15, seed: 1, logger })
 */
export const startTraffic = ({ url, rate, seed, logger }: TrafficOptions): Traffic => {
  const stop = new AbortController()
  // Every waiting visitor listens for the end.
  setMaxListeners(0, stop.signal)
  const { answers, count } = createTally(logger)
  const takeTurn = createPacer(seededRandom(seed), rate)
  const connection: Connection = { url, signal: stop.signal, takeTurn, count }
  const visitors = Array.from({ length: visitorsFor(rate) }, (_, index) => visitForever(connection, seed + index + 1))
  const summary = setInterval(() => logger.info({ answers: Object.fromEntries(answers) }, 'traffic'), SUMMARY_MILLISECONDS)
  return {
    answers: () => answers,
    close: async () => {
      clearInterval(summary)
      stop.abort()
      await Promise.all(visitors)
    },
  }
}
