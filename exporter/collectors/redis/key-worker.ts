import { performance } from 'node:perf_hooks'
import type { KeyWatch } from '../../settings/redis.js'
import type { Asking } from './key-asking.js'
import { createCount } from './key-count.js'
import { createSize } from './key-size.js'
import type { Finding, Look } from './keys.js'

/** Longest work after one scrape; what is left waits for the next. */
const TURN_SECONDS = 5
/** Scrapes come a little early or late; without this an interval would be one scrape longer by turns. */
const TOLERANCE = 0.9

export interface AgedFinding extends Finding {
  readonly ageSeconds: number
}

/** Looks at keys in the background, a bounded turn after each scrape. */
export interface KeyWorker {
  /** Starts a turn unless one runs; returns at once. */
  readonly turn: () => void
  readonly findings: () => readonly (readonly [watch: KeyWatch, finding: AgedFinding])[]
  /** Why the last turn failed; undefined when it did not. */
  readonly failure: () => unknown
}

interface State {
  look: Look | undefined
  startedAt: number
  finding: Finding | undefined
  foundAt: number
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000

const isDue = ({ look, startedAt }: State, { intervalSeconds }: KeyWatch): boolean =>
  look !== undefined || secondsSince(startedAt) >= intervalSeconds * TOLERANCE

export const createKeyWorker = (watches: readonly KeyWatch[], asking: Asking): KeyWorker => {
  const states = new Map<KeyWatch, State>(
    watches.map((watch) => [watch, { look: undefined, startedAt: -Infinity, finding: undefined, foundAt: 0 }]),
  )
  let isRunning = false
  let failure: unknown

  const advance = async (watch: KeyWatch, state: State, isOver: () => boolean): Promise<void> => {
    if (state.look === undefined) state.startedAt = performance.now()
    state.look ??= watch.isPattern ? createCount(watch, asking) : createSize(watch, asking)
    const step = await state.look.step(isOver)
    if (!step.done) return
    Object.assign(state, { look: undefined, finding: step.finding, foundAt: performance.now() })
  }

  /** Nothing is known any more: neither what was found nor how far a count had come. */
  const forget = (error: unknown): void => {
    failure = error
    for (const state of states.values()) Object.assign(state, { look: undefined, startedAt: -Infinity, finding: undefined })
  }

  const run = async (): Promise<void> => {
    const start = performance.now()
    const isOver = () => secondsSince(start) >= TURN_SECONDS || asking.signal.aborted
    const due = [...states].filter(([watch, state]) => isDue(state, watch))
    for (const [watch, state] of due) if (!isOver()) await advance(watch, state, isOver)
    if (due.length > 0) failure = undefined
  }

  const turn = (): void => {
    if (isRunning || asking.signal.aborted) return
    isRunning = true
    void run()
      .catch(forget)
      .finally(() => {
        isRunning = false
      })
  }
  const findings = () =>
    [...states].flatMap(([watch, { finding, foundAt }]) =>
      finding === undefined ? [] : [[watch, { ...finding, ageSeconds: secondsSince(foundAt) }] as const],
    )
  return { turn, findings, failure: () => failure }
}
