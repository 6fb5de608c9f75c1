import { setTimeout as sleep } from 'node:timers/promises'
import { performance } from 'node:perf_hooks'
import type { KeyWatch } from '../../settings/redis.js'
import type { Asking } from './key-asking.js'
import type { Look, Step } from './keys.js'

/** The server is busy with us for a fifth of the time at most. */
const REST = 4
/** An answer that took long did so for another reason than us. */
const LONGEST_REST_MILLISECONDS = 50

/** `[next cursor, [key, …]]`. */
const readAnswer = (answer: unknown): { readonly cursor: string; readonly found: number } => {
  const [cursor, keys] = Array.isArray(answer) ? (answer as readonly unknown[]) : []
  if (!/^\d+$/.test(String(cursor)) || !Array.isArray(keys)) throw new Error('SCAN gives no cursor and keys; is this a Redis server?')
  return { cursor: String(cursor), found: keys.length }
}

/**
 * Counts the keys of a pattern by SCAN, a batch at a time with a rest after each. A count that is longer than a turn is
 * gone on with. Keys that come and go meanwhile may be missed or counted, and during a resize of the table counted twice.
 */
export const createCount = (watch: KeyWatch, { ask, tell, signal }: Asking): Look => {
  let cursor = '0'
  let found = 0
  let looked = 0

  const batch = async (): Promise<'more' | 'end' | 'refused'> => {
    const start = performance.now()
    const answer = await ask(['SCAN', cursor, 'MATCH', watch.text, 'COUNT', watch.batch], watch.database)
    if (answer === undefined) return 'refused'
    const read = readAnswer(answer)
    cursor = read.cursor
    found += read.found
    looked += Math.max(watch.batch, read.found)
    if (cursor === '0') return 'end'
    await sleep(Math.min(LONGEST_REST_MILLISECONDS, (performance.now() - start) * REST), undefined, { signal, ref: false })
    return 'more'
  }

  const step = async (isOver: () => boolean): Promise<Step> => {
    const before = looked
    while (!isOver() && looked - before < watch.turnLimit) {
      const outcome = await batch()
      if (outcome === 'refused') return { done: true, finding: undefined }
      if (outcome === 'end') return { done: true, finding: { size: found } }
      if (looked < watch.limit) continue
      tell({ pattern: watch.text, limit: watch.limit }, 'a pattern is not counted: there are more keys to look at than its limit')
      return { done: true, finding: undefined }
    }
    return { done: false }
  }
  return { watch, step }
}
