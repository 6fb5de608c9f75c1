import { exporterSelf } from '../definition/catalogue/index.js'
import { createBuffer, type FamilyBuffer, type SampledFamily } from './exposition/buffer.js'
import type { Collection, Outcome, Runner } from './runner.js'

/** What is kept back of Prometheus' timeout for rendering and the way there. */
const MARGIN_SECONDS = 0.5
const LONGEST_SECONDS = 120

/**
 * Seconds that a scrape may take: what Prometheus allows in its header less half a second, else the configured time.
 *
 * @example
 * deadlineOf('10', 9.5)   // 9.5
 */
export const deadlineOf = (header: string | undefined, standardSeconds: number): number => {
  const allowed = Number(header)
  if (!header || !Number.isFinite(allowed) || allowed <= 0) return standardSeconds
  return Math.min(Math.max(allowed - MARGIN_SECONDS, allowed / 2), LONGEST_SECONDS)
}

const selfFamilies = (buffer: FamilyBuffer, outcomes: readonly Outcome[]): readonly SampledFamily[] => {
  const into = buffer.begin()
  for (const { collector, success, seconds } of outcomes) {
    const labels = { collector: collector.name, target: collector.target }
    into.set(exporterSelf.plimsoll_collector_success, labels, success ? 1 : 0)
    into.set(exporterSelf.plimsoll_collector_duration_seconds, labels, seconds)
    collector.reported?.(into, success, seconds)
  }
  return buffer.families()
}

const within = async (done: Promise<void>, seconds: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000)
  })
  await Promise.race([done, late])
  clearTimeout(timer)
}

/** Everything that a scrape answers with, collected within `deadlineSeconds`. */
export type Scrape = (deadlineSeconds: number) => Promise<readonly SampledFamily[]>

/**
 * Scrapes that come while a collection runs share it: two Prometheus servers cost the sources as much as one. Each is
 * answered at its own deadline with what is there by then.
 */
export const createScrape = (runner: Runner): Scrape => {
  let current: Collection | undefined
  const ofItself = createBuffer()
  const join = (deadlineSeconds: number): Collection => {
    if (current) return current
    const collection = runner.start(deadlineSeconds)
    current = collection
    const forget = () => {
      current = undefined
    }
    void collection.done.then(forget, forget)
    return collection
  }
  return async (deadlineSeconds) => {
    const collection = join(deadlineSeconds)
    await within(collection.done, deadlineSeconds)
    const outcomes = collection.outcomes()
    return [...outcomes.flatMap(({ families }) => families), ...selfFamilies(ofItself, outcomes)]
  }
}
