import { setMaxListeners } from 'node:events'
import { performance } from 'node:perf_hooks'
import { unlessAborted } from './abort.js'
import type { Collector } from './collector.js'
import { createBuffer, type FamilyBuffer, type SampledFamily, type Writer } from './exposition/buffer.js'

export interface Outcome {
  readonly collector: Collector
  readonly success: boolean
  readonly seconds: number
  readonly families: readonly SampledFamily[]
  readonly error?: string
}

export interface Collection {
  /** Settles when every collector has an outcome, at the latest at the deadline; never rejects. */
  readonly done: Promise<void>
  /** Outcomes so far; a collector that is not finished counts as failed. */
  readonly outcomes: () => readonly Outcome[]
}

export interface Runner {
  /** Starts every collector but those that still run from an earlier collection. */
  readonly start: (deadlineSeconds: number) => Collection
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000

const failed = (collector: Collector, seconds: number, error: string): Outcome => {
  const buffer = createBuffer()
  collector.collectFailed?.(buffer)
  return { collector, success: false, seconds, families: buffer.families(), error }
}

const messageOf = (error: unknown): string => (error instanceof Error && error.message !== '' ? error.message : String(error))

/**
 * What failed last time comes after what did not, and of those whatever waited longest comes first: a query that hangs
 * takes the time of its connection once, and not in every collection that of the same neighbours.
 */
const createFairness = () => {
  const startedAt = new Map<Collector, number>()
  /** When those that failed were last begun; 0 for one that has never had its turn. */
  const failed = new Map<Collector, number>()
  const rank = (collector: Collector): number => failed.get(collector) ?? -1
  return {
    begins: (collector: Collector): void => void startedAt.set(collector, performance.now()),
    ended: (collector: Collector, success: boolean): void => {
      if (success) failed.delete(collector)
      else failed.set(collector, startedAt.get(collector) ?? 0)
    },
    inOrder: (collectors: readonly Collector[]): readonly Collector[] => [...collectors].sort((one, other) => rank(one) - rank(other)),
  }
}

/** Runs a collector against the deadline. Nothing of a run that failed is kept, for half a reading misleads. */
const run = async (collector: Collector, buffer: FamilyBuffer, reading: (into: Writer) => Promise<void>, signal: AbortSignal) => {
  const start = performance.now()
  const into = buffer.begin()
  try {
    await unlessAborted(signal, () => reading(into))
    return { collector, success: true, seconds: secondsSince(start), families: buffer.families() }
  } catch (error) {
    return failed(collector, secondsSince(start), messageOf(error))
  }
}

/**
 * Makes the runner: it times every collector, turns an error into an outcome, cancels whatever is late and does not
 * start a collector twice while its last run has not returned.
 *
 * @param onOutcome is told each outcome once, for the log and the state.
 */
export const createRunner = (collectors: readonly Collector[], onOutcome: (outcome: Outcome) => void = () => {}): Runner => {
  const running = new Map<Collector, number>()
  const buffers = new Map(collectors.map((collector) => [collector, createBuffer()]))
  const fairness = createFairness()

  const read = async (collector: Collector, into: Writer, signal: AbortSignal): Promise<void> => {
    running.set(collector, performance.now())
    fairness.begins(collector)
    try {
      await collector.collect(into, signal)
    } finally {
      running.delete(collector)
    }
  }

  const outcomeOf = (collector: Collector, signal: AbortSignal): Promise<Outcome> | Outcome => {
    const since = running.get(collector)
    if (since !== undefined) return failed(collector, secondsSince(since), 'still runs from an earlier collection')
    const work = () => run(collector, buffers.get(collector) ?? createBuffer(), (into) => read(collector, into, signal), signal)
    return collector.inTurn ? collector.inTurn(work) : work()
  }

  const start = (deadlineSeconds: number): Collection => {
    const started = performance.now()
    const controller = new AbortController()
    setMaxListeners(0, controller.signal) // every collector listens, some of them twice
    const late = new Error(`not finished after ${deadlineSeconds.toFixed(1)} s`)
    const timer = setTimeout(() => controller.abort(late), deadlineSeconds * 1000)
    const settled = new Map<Collector, Outcome>()
    const finish = async (collector: Collector): Promise<void> => {
      const outcome = await outcomeOf(collector, controller.signal)
      settled.set(collector, outcome)
      fairness.ended(collector, outcome.success)
      onOutcome(outcome)
    }
    const unfinished = (collector: Collector) => failed(collector, secondsSince(started), 'not finished in time')
    return {
      done: Promise.allSettled(fairness.inOrder(collectors).map(finish)).then(() => clearTimeout(timer)),
      outcomes: () => collectors.map((collector) => settled.get(collector) ?? unfinished(collector)),
    }
  }
  return { start }
}
