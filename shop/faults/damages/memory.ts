import { getHeapStatistics } from 'node:v8'
import type { Damage } from '../board.js'

/** The limit stands at 85 %; at 90 % the process would spend its time on collecting. */
const WANTED_SHARE = 0.88
const STEP_BYTES = 4_194_304
const MOST_BYTES = 300_000_000
const STEP_MILLISECONDS = 50
const NUMBER_BYTES = 8

/** Numbers with a fraction lie in the heap, eight bytes each, and are never shared. */
const chunk = (): readonly number[] => Array.from({ length: STEP_BYTES / NUMBER_BYTES }, (_, index) => index + 0.5)

const usedShare = (): number => {
  const { used_heap_size, heap_size_limit } = getHeapStatistics()
  return used_heap_size / heap_size_limit
}

/** Holds memory, a piece at a time, until the heap is as full as the limit on it needs, and lets go of it all at once. */
export const memoryLeak = (): Damage => ({
  name: 'memory-leak',
  inflict: async () => {
    const leaked: (readonly number[])[] = []
    const timer = setInterval(() => {
      if (usedShare() < WANTED_SHARE && leaked.length * STEP_BYTES < MOST_BYTES) leaked.push(chunk())
    }, STEP_MILLISECONDS)
    return async () => {
      clearInterval(timer)
      leaked.length = 0
    }
  },
})
