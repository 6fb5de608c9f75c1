import { performance } from 'node:perf_hooks'
import type { RateLimit } from './configuration.js'

/** A bucket of tokens: one more each interval, `burst` at most, one a request. */
export const createBucket = (clock: () => number = () => performance.now() / 1000) => {
  let tokens: number | undefined
  let filledAt = 0
  /** Whether the request may pass. */
  const take = ({ intervalSeconds, burst }: RateLimit): boolean => {
    if (intervalSeconds === 0) return true
    const now = clock()
    tokens = Math.min(burst, (tokens ?? burst) + (now - filledAt) / intervalSeconds)
    filledAt = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
  return { take }
}
