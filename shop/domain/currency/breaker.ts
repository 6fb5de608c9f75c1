export interface Breaker {
  /** Whether a call may be made now; while it is open one in each pause may, to try. */
  readonly allows: () => boolean
  readonly succeeded: () => void
  readonly failed: () => void
  readonly isOpen: () => boolean
}

interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failures: number
  readonly pauseSeconds: number
  readonly now?: () => number
}

/**
 * Keeps calls away from a service that has failed so often in a row, and lets one try after each pause: a service that is
 * down is not helped by more calls, and who waits for them is held up.
 */
export const createBreaker = ({ failures, pauseSeconds, now = Date.now }: BreakerOptions): Breaker => {
  let inARow = 0
  let nextTry = 0
  const isOpen = (): boolean => inARow >= failures
  const pause = (): void => {
    nextTry = now() + pauseSeconds * 1000
  }
  return {
    isOpen,
    allows: () => {
      if (!isOpen()) return true
      if (now() < nextTry) return false
      pause()
      return true
    },
    succeeded: () => {
      inARow = 0
    },
    failed: () => {
      inARow += 1
      if (isOpen()) pause()
    },
  }
}
