import type { Limit } from '../../definition/thresholds/index.js'

/** Something in the definition that compiles and is wrong all the same. */
export interface Finding {
  /** Name of the check, of its file and of its page in docs/checks/. */
  readonly check: string
  /** The limit or metric it stands on. */
  readonly subject: string
  /** What is wrong and what to do. */
  readonly sentence: string
}

/** One idea of what can be wrong with a limit. */
export type LimitCheck = (limit: Limit) => readonly Omit<Finding, 'check' | 'subject'>[]
