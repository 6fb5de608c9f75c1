import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks'

/**
 * Milliseconds between two looks at the clock; what Node.js records includes them. At 10, as others look, a process that does
 * nothing wakes so often that it costs more than its scrapes; a wait of half this length is still seen by every second look.
 */
const RESOLUTION = 50
const TICK_SECONDS = 1
/** After so many ticks the older of the two windows starts anew: figures cover the last 30 to 60 seconds. */
const TICKS = 30

/** How late the event loop was, in seconds. */
export interface Lag {
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly stddev: number
  readonly percentile: (percent: number) => number
}

export interface EventLoop {
  /** How late the last timer of one second was; not taken by whoever asks, since a scrape would measure itself. */
  readonly last: () => number | undefined
  /** The last 30 to 60 seconds, whoever asked in between; undefined before the first second is over. */
  readonly lag: () => Lag | undefined
  readonly stop: () => void
}

const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION / 1000)

const lagOf = (window: IntervalHistogram): Lag | undefined =>
  window.count === 0
    ? undefined
    : {
        min: late(window.min),
        max: late(window.max),
        mean: late(window.mean),
        stddev: window.stddev / 1e9,
        percentile: (percent) => late(window.percentile(percent)),
      }

/**
 * Watches the event loop in two windows that overlap. A histogram that is reset at each scrape, as prom-client's, shows each
 * of two Prometheus servers only what the other left over.
 */
export const watchEventLoop = (): EventLoop => {
  const start = (): IntervalHistogram => {
    const window = monitorEventLoopDelay({ resolution: RESOLUTION })
    window.enable()
    return window
  }
  let [older, newer] = [start(), start()]
  let [ticks, expected] = [0, performance.now() + TICK_SECONDS * 1000]
  let last: number | undefined
  const turn = (): void => {
    older.reset()
    ;[older, newer] = [newer, older]
  }
  const tick = (): void => {
    const now = performance.now()
    last = Math.max(0, now - expected) / 1000
    expected = now + TICK_SECONDS * 1000
    ticks += 1
    if (ticks % TICKS === 0) turn()
  }
  const timer = setInterval(tick, TICK_SECONDS * 1000).unref()
  const stop = (): void => {
    clearInterval(timer)
    older.disable()
    newer.disable()
  }
  return Object.freeze({ last: () => last, lag: () => lagOf(older), stop })
}
