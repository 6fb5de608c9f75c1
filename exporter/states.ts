import type { Logger } from 'pino'
import type { Collector } from './collector.js'
import type { Outcome } from './runner.js'

/** How a collector fares. */
export interface CollectorState {
  readonly collector: string
  readonly target: string
  /** undefined before its first run. */
  readonly success: boolean | undefined
  readonly seconds: number | undefined
  readonly checkedAt: Date | undefined
  readonly lastSuccessAt: Date | undefined
  /** Why the last run failed; may name addresses, so it is only for those who may see them. */
  readonly error: string | undefined
}

export interface States {
  readonly record: (outcome: Outcome) => void
  readonly list: () => readonly CollectorState[]
}

const unknown = ({ name, target }: Collector): CollectorState => ({
  collector: name,
  target,
  success: undefined,
  seconds: undefined,
  checkedAt: undefined,
  lastSuccessAt: undefined,
  error: undefined,
})

/** Keeps the last outcome of each collector; the log is told when one fails and when it recovers, not every time. */
export const createStates = (collectors: readonly Collector[], logger: Logger): States => {
  const states = new Map(collectors.map((collector) => [collector, unknown(collector)]))

  const log = (before: CollectorState, { success, error, seconds }: Outcome): void => {
    const { collector, target } = before
    if (!success && before.success !== false) logger.warn({ collector, target, seconds, reason: error }, 'a collector failed')
    if (success && before.success === false) logger.info({ collector, target, seconds }, 'the collector works again')
  }

  const record = (outcome: Outcome): void => {
    const { collector, success, seconds, error } = outcome
    const before = states.get(collector) ?? unknown(collector)
    log(before, outcome)
    const checkedAt = new Date()
    states.set(collector, { ...before, success, seconds, checkedAt, lastSuccessAt: success ? checkedAt : before.lastSuccessAt, error })
  }
  return { record, list: () => [...states.values()] }
}
