/**
 * One timer for everything that waits equally long. A timer for each command costs more than the measurement of it, and
 * nearly all are stopped again before they are due.
 */

/** One that waits; it is late once it has waited for the whole patience. */
export interface Waiter {
  readonly startedAt: number
  readonly giveUp: () => void
}

export interface Patience {
  readonly start: (waiter: Waiter) => void
  /** Whether it still waited; one that was given up does not. */
  readonly end: (waiter: Waiter) => boolean
}

/** Calls `giveUp` of each waiter that has waited this long since its `startedAt`, a time of performance.now. */
export const createPatience = (milliseconds: number): Patience => {
  // In the order in which they are due, since all are equally patient.
  const waiting = new Set<Waiter>()
  let isWatched = false
  const watch = (delay: number): void => {
    isWatched = true
    setTimeout(sweep, Math.ceil(delay)).unref()
  }
  const sweep = (): void => {
    isWatched = false
    const now = performance.now()
    for (const waiter of waiting) {
      const left = waiter.startedAt + milliseconds - now
      if (left > 0) return watch(left)
      waiting.delete(waiter)
      waiter.giveUp()
    }
  }
  return Object.freeze({
    start: (waiter: Waiter) => {
      waiting.add(waiter)
      if (!isWatched) watch(milliseconds)
    },
    end: (waiter: Waiter) => waiting.delete(waiter),
  })
}
