import type { Logger } from 'pino'

/** What a visitor does; each request belongs to one of them. */
export const STEPS = [
  'session',
  'resume',
  'sign up',
  'sign in',
  'sign out',
  'categories',
  'list',
  'search',
  'product',
  'rates',
  'basket',
  'checkout',
  'payment',
  'order',
  'orders',
  'review',
  'sample',
  'nps',
  'messages',
  'message',
  'auctions',
  'auction',
  'watch',
  'bid',
  'vitals',
] as const
export type Step = (typeof STEPS)[number]

const OUTCOMES = ['done', 'refused', 'missing', 'failed', 'unanswered'] as const
/** `refused` is the shop's no to a visitor, such as an outbid; `missing` is an address that the shop does not have. */
export type Outcome = (typeof OUTCOMES)[number]

/** What an answer amounts to. The sentence is the error in its body. */
export const outcomeOf = (status: number, sentence?: unknown): Outcome => {
  if (status === 0) return 'unanswered'
  if (status < 400) return 'done'
  if (status >= 500) return 'failed'
  const isMissing = status === 405 || (status === 404 && typeof sentence === 'string' && sentence.startsWith('There is nothing at'))
  return isMissing ? 'missing' : 'refused'
}

/** Steps that were taken, by what came of them; steps that nobody took are left out. */
export type StepCounts = Readonly<Partial<Record<Step, Readonly<Partial<Record<Outcome, number>>>>>>

export interface Tally {
  /** Counts an answer; status 0 stands for none. */
  readonly count: (step: Step, status: number, sentence?: unknown) => void
  readonly answers: ReadonlyMap<number, number>
  readonly steps: () => StepCounts
}

/** Counts answers, and says when the shop goes away and comes back. */
export const createTally = (logger: Logger): Tally => {
  const answers = new Map<number, number>()
  const outcomes = new Map<Step, Map<Outcome, number>>()
  let isAway = false
  const count: Tally['count'] = (step, status, sentence) => {
    answers.set(status, (answers.get(status) ?? 0) + 1)
    const ofStep = outcomes.get(step) ?? new Map<Outcome, number>()
    const outcome = outcomeOf(status, sentence)
    outcomes.set(step, ofStep.set(outcome, (ofStep.get(outcome) ?? 0) + 1))
    if (isAway === (status === 0)) return
    isAway = status === 0
    logger.warn(isAway ? 'the shop does not answer; visitors wait' : 'the shop answers again')
  }
  const steps = (): StepCounts => Object.fromEntries([...outcomes].map(([step, ofStep]) => [step, Object.fromEntries(ofStep)]))
  return { count, answers, steps }
}
