import { redis } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { KeyWatch } from '../../settings/redis.js'
import type { KeyWorker } from './key-worker.js'

/** Gives what the worker last found: a scrape waits for nothing, it only lets the worker take its next turn. */
export const keysCollector = (target: string, worker: KeyWorker): Collector => ({
  name: 'redis_keys',
  target,
  collect: async (into) => {
    worker.turn()
    const failure = worker.failure()
    if (failure !== undefined) throw failure
    for (const [{ text, isPattern, database }, { size, value, ageSeconds }] of worker.findings()) {
      const labels = { target, db: `db${database}`, key: text }
      into.set(isPattern ? redis.redis_keys_count : redis.redis_key_size, labels, size)
      into.set(redis.redis_key_value, labels, value)
      into.set(redis.plimsoll_redis_keys_age_seconds, labels, ageSeconds)
    }
  },
})

/** What was found of a pattern or key. */
export interface Finding {
  readonly size: number
  /** The number that a key of a string holds. */
  readonly value?: number | undefined
}

/** A step that may have to be gone on with after the next scrape; undefined for what could not be found out. */
export type Step = { readonly done: false } | { readonly done: true; readonly finding: Finding | undefined }

export interface Look {
  readonly watch: KeyWatch
  /** Goes on until it is done or the turn is over. */
  readonly step: (isOver: () => boolean) => Promise<Step>
}
