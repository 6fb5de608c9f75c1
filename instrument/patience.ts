/**
 * One timer for everything that waits equally long. A timer for each command costs more than the measurement of it, and
 * nearly all are stopped again before they are due.
 */

/** One that waits; it is late once it has waited for the whole patience. */
export interface Waiter {
  readonly startedAt: number
  readonly giveUp: (reason: Error) => void
  /** Whoever waits longer, and whoever came next; the patience's own. */
  earlier: Waiter | undefined
  later: Waiter | undefined
}

export interface Patience {
  /** Calls `giveUp` once the patience since `startedAt`, a time of performance.now, is at its end. */
  readonly start: (startedAt: number, giveUp: (reason: Error) => void) => Waiter
  /** Takes it out of the row; one that has left already, as one that was given up has, may be ended again. */
  readonly end: (waiter: Waiter) => void
}

const waiterOf = (startedAt: number, giveUp: (reason: Error) => void, earlier: Waiter | undefined): Waiter => ({
  startedAt,
  giveUp,
  earlier,
  later: undefined,
})

/** Takes it out, and lets it know nobody: what knows its next keeps that alive when it is itself long forgotten. */
const leave = (waiter: Waiter): void => {
  const { earlier, later } = waiter
  if (earlier !== undefined) earlier.later = later
  if (later !== undefined) later.earlier = earlier
  waiter.earlier = undefined
  waiter.later = undefined
}

/**
 * Calls `giveUp` of each waiter that has waited this long.
 *
 * They stand in a row, in the order in which they are due, since all are equally patient. A Set would do, but for its tables:
 * each is soon replaced by the next and keeps it alive, and with it every request that was being answered.
 */
export const createPatience = (milliseconds: number): Patience => {
  const door = waiterOf(0, () => undefined, undefined)
  let last = door
  let isWatched = false
  const watch = (delay: number): void => {
    isWatched = true
    setTimeout(sweep, Math.ceil(delay)).unref()
  }
  const end = (waiter: Waiter): void => {
    if (waiter.earlier === undefined) return
    if (waiter === last) last = waiter.earlier
    leave(waiter)
  }
  const sweep = (): void => {
    isWatched = false
    const now = performance.now()
    for (let waiter = door.later; waiter !== undefined; waiter = door.later) {
      const left = waiter.startedAt + milliseconds - now
      if (left > 0) return watch(left)
      end(waiter)
      waiter.giveUp(new Error(`no answer within ${milliseconds} ms`))
    }
  }
  const start = (startedAt: number, giveUp: (reason: Error) => void): Waiter => {
    last = last.later = waiterOf(startedAt, giveUp, last)
    if (!isWatched) watch(milliseconds)
    return last
  }
  return Object.freeze({ start, end })
}
