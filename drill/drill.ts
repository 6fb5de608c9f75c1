import { setTimeout as sleep } from 'node:timers/promises'
import { raisedBy, watchedBy } from './rounds.js'
import type { DrilledStack, FaultSwitch, Told } from './stack.js'

/** `passed`: fired, resolved, nothing else. `refused`: this stack cannot be broken so. */
export type Outcome = 'passed' | 'failed' | 'not defined yet' | 'refused'

/** What came of one fault. */
export interface Drilled {
  readonly fault: string
  readonly outcome: Outcome
  /** Alerts that must come and that Prometheus has. */
  readonly expected: readonly string[]
  /** Alerts that must come once the definition has them. */
  readonly missing: readonly string[]
  readonly fired: readonly string[]
  /** From the throw until the last of them was in the inbox. */
  readonly secondsToFire?: number
  /** From the healing until the last of them was resolved there. */
  readonly secondsToResolve?: number
  readonly falseAlarms: readonly string[]
  /** Why it did not pass. */
  readonly reason?: string
  /** Which faults were thrown together: those of one number. Absent where each was thrown by itself. */
  readonly round?: number
}

export interface DrillOptions {
  /** How long an alert may take to come, and again to go. */
  readonly patienceSeconds: number
  /** Between two looks into the inbox. */
  readonly lookSeconds?: number
  readonly signal: AbortSignal
  /** Told what happens, a line at a time. */
  readonly say: (line: string) => void
}

/** Between two looks into the inbox where nobody says. */
export const LOOK_SECONDS = 2
/** The shop takes an hour at most. */
const LONGEST_SECONDS = 3600
const MARGIN_SECONDS = 120
/** It fires always. */
const WATCHDOG = 'Watchdog'

const uniqueNames = (alerts: readonly Told[]): readonly string[] => [...new Set(alerts.map(({ alertname }) => alertname))].toSorted()

/** Looks until it is so or the patience is at its end; says whether it is so. */
const until = async (
  isSo: () => Promise<boolean>,
  { patienceSeconds, lookSeconds = LOOK_SECONDS, signal }: DrillOptions,
): Promise<boolean> => {
  const deadline = Date.now() + patienceSeconds * 1000
  for (;;) {
    if (await isSo()) return true
    if (Date.now() > deadline) return false
    await sleep(lookSeconds * 1000, undefined, { signal })
  }
}

const secondsSince = (start: number): number => Math.round((Date.now() - start) / 1000)

interface Course {
  readonly stack: DrilledStack
  readonly fault: FaultSwitch
  readonly expected: readonly string[]
  readonly options: DrillOptions
  readonly raised: Set<string>
}

const firingOf = async ({ stack }: Course, names: readonly string[]): Promise<readonly string[]> =>
  uniqueNames((await stack.firing()).filter(({ alertname }) => names.includes(alertname)))

/** Nothing that the fault fires or spares may fire before it, or nobody could tell whose alarm it is. */
const becomesQuiet = async (course: Course): Promise<string | undefined> => {
  let loud: readonly string[] = []
  const isQuiet = await until(async () => {
    const before = loud.length
    loud = await firingOf(course, watchedBy(course.fault))
    if (loud.length > 0 && before === 0) course.options.say(`${course.fault.name}: waits for the end of ${loud.join(', ')}`)
    return loud.length === 0
  }, course.options)
  return isQuiet ? undefined : `${loud.join(', ')} fires without the fault`
}

/** Alerts that the inbox was told since; an occurrence that was there before is not new. */
const newsSince = (stack: DrilledStack, known: ReadonlySet<number>) => async (): Promise<readonly Told[]> =>
  (await stack.inbox()).filter(({ id, alertname }) => !known.has(id) && alertname !== WATCHDOG)

type News = () => Promise<readonly Told[]>
type Times = Pick<Drilled, 'secondsToFire' | 'secondsToResolve'> & { readonly reason?: string }

const resolves = async ({ fault, options }: Course, news: News, secondsToFire: number): Promise<Times> => {
  const healedAt = Date.now()
  options.say(`${fault.name}: fired after ${secondsToFire} s and is healed; waits for the resolution`)
  const isOver = await until(
    async () => (await news()).every(({ alertname, status }) => status === 'resolved' || !fault.fires.includes(alertname)),
    options,
  )
  return isOver
    ? { secondsToFire, secondsToResolve: secondsSince(healedAt) }
    : { secondsToFire, reason: 'it was healed and is not resolved' }
}

const fires = async ({ stack, fault, expected, options }: Course, news: News): Promise<Times> => {
  const thrownAt = Date.now()
  options.say(`${fault.name}: thrown; waits for ${expected.join(', ')}`)
  let [waiting, lasts] = [expected, true]
  await until(async () => {
    const told = await news()
    waiting = expected.filter((name) => !told.some(({ alertname }) => alertname === name))
    if (waiting.length > 0) lasts = (await stack.thrown()).includes(fault.name)
    return waiting.length === 0 || !lasts
  }, options)
  if (waiting.length === 0) return { secondsToFire: secondsSince(thrownAt) }
  const why = lasts ? 'did not fire' : 'did not fire before the fault ended: its process was started anew, or somebody healed it'
  return { reason: `${waiting.join(', ')} ${why}` }
}

const broken = async (course: Course): Promise<Times & { readonly refusal?: string; readonly told: readonly Told[] }> => {
  const { stack, fault, options, raised } = course
  const news = newsSince(stack, new Set((await stack.inbox()).map(({ id }) => id)))
  const refusal = await stack.break(fault.name, Math.min(LONGEST_SECONDS, options.patienceSeconds + MARGIN_SECONDS))
  if (refusal !== undefined) return { refusal, told: [] }
  for (const name of raisedBy(fault)) raised.add(name)
  let first: Times
  try {
    first = await fires(course, news)
  } finally {
    await stack.heal(fault.name)
  }
  const { secondsToFire } = first
  const times = secondsToFire === undefined ? first : await resolves(course, news, secondsToFire)
  return { ...times, told: await news() }
}

const judged = (times: Times, falseAlarms: readonly string[]): Pick<Drilled, 'outcome' | 'reason'> => {
  if (times.reason !== undefined) return { outcome: 'failed', reason: times.reason }
  return falseAlarms.length === 0 ? { outcome: 'passed' } : { outcome: 'failed', reason: `${falseAlarms.join(', ')} fired too` }
}

/**
 * Breaks one thing, waits for its alerts, heals it, and waits for their end. What it breaks it heals, however it ends.
 *
 * @param raised what the faults thrown beside it may raise, and which is no false alarm; it adds its own.
 */
export const drillFault = async (
  stack: DrilledStack,
  fault: FaultSwitch,
  options: DrillOptions,
  raised = new Set<string>(),
): Promise<Drilled> => {
  const defined = await stack.defined()
  const expected = fault.fires.filter((name) => defined.has(name))
  const missing = fault.fires.filter((name) => !defined.has(name))
  const nothing = { fault: fault.name, expected, missing, fired: [], falseAlarms: [] }
  if (expected.length === 0) return { ...nothing, outcome: 'not defined yet' }
  const course: Course = { stack, fault, expected, options, raised }
  const loud = await becomesQuiet(course)
  if (loud !== undefined) return { ...nothing, outcome: 'failed', reason: loud }
  const { refusal, told, ...times } = await broken(course)
  if (refusal !== undefined) return { ...nothing, outcome: 'refused', reason: refusal }
  const falseAlarms = uniqueNames(told.filter(({ alertname }) => !raised.has(alertname)))
  const fired = uniqueNames(told).filter((name) => raisedBy(fault).includes(name))
  return { ...nothing, fired, falseAlarms, ...times, ...judged(times, falseAlarms) }
}
