import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../random.js'

/** Milliseconds until the next request at a mean rate, as independent visitors give it (exponential), at most ten means. */
export const pause = (random: Random, perSecond: number): number => Math.min(-Math.log(1 - random()), 10) * (1000 / perSecond)

/** Hands out turns, one after the other, at the rate of the moment; who waits longest is next. */
export const createPacer = (random: Random, perSecond: () => number): ((signal: AbortSignal) => Promise<void>) => {
  let next = 0
  return async (signal) => {
    const now = performance.now()
    next = Math.max(now, next) + pause(random, perSecond())
    await sleep(next - now, undefined, { signal })
  }
}
