import { performance } from 'node:perf_hooks'

/** Sums the time of each phase; one phase runs at a time. */
export interface PhaseClock<P extends string> {
  /** Ends the phase that runs and begins the next; without a name none runs. */
  readonly enter: (phase?: P) => void
  readonly current: () => P | undefined
  readonly seconds: (phase: P) => number
}

export const createPhaseClock = <P extends string>(): PhaseClock<P> => {
  const sums = new Map<P, number>()
  let current: P | undefined
  let since = 0
  const enter = (phase?: P): void => {
    const now = performance.now()
    if (current !== undefined) sums.set(current, (sums.get(current) ?? 0) + (now - since) / 1000)
    current = phase
    since = now
  }
  return { enter, current: () => current, seconds: (phase) => sums.get(phase) ?? 0 }
}
