import type { FaultSwitch, Waits } from './stack.js'

/** Faults that are thrown together. */
export type Round = readonly FaultSwitch[]

/** Alerts that a fault may raise. */
export const raisedBy = ({ fires, echoes = [] }: FaultSwitch): readonly string[] => [...fires, ...echoes]

/** Alerts that may not fire before a fault is thrown: those that it must raise, and those that it must leave silent. An echo may. */
export const watchedBy = ({ fires, spares }: FaultSwitch): readonly string[] => [...fires, ...spares]

const disturbs = (one: FaultSwitch, other: FaultSwitch): boolean => {
  const concerned = new Set([...raisedBy(other), ...other.spares])
  return raisedBy(one).some((name) => concerned.has(name))
}

/** No alert of the one may be what the other raises, for nobody could tell whose it is, or what the other must leave silent. */
const canShare = (one: FaultSwitch, other: FaultSwitch): boolean =>
  one.alone === undefined && other.alone === undefined && !disturbs(one, other) && !disturbs(other, one)

const waitOf = ({ fires }: FaultSwitch, waits: Waits): number => Math.max(0, ...fires.map((name) => waits.get(name) ?? 0))

/** Faults of which Prometheus has an alert at least. */
export const drillable = (faults: readonly FaultSwitch[], waits: Waits): readonly FaultSwitch[] =>
  faults.filter(({ fires }) => fires.some((name) => waits.has(name)))

/** By then there is a past to compare with. */
export const pastLast = (rounds: readonly Round[]): readonly Round[] => {
  const needsPast = (round: Round): boolean => round.some((fault) => fault.needsPast === true)
  return [...rounds.filter((round) => !needsPast(round)), ...rounds.filter(needsPast)]
}

/**
 * Each fault in the first round that has room for it, the longest waits first: they then wait beside each other. Rounds that
 * need a past come last.
 */
export const roundsOf = (faults: readonly FaultSwitch[], waits: Waits): readonly Round[] => {
  const rounds: FaultSwitch[][] = []
  for (const fault of faults.toSorted((one, other) => waitOf(other, waits) - waitOf(one, waits))) {
    const open = rounds.find((others) => others.every((other) => canShare(fault, other)))
    if (open) open.push(fault)
    else rounds.push([fault])
  }
  return pastLast(rounds)
}

/** What the limits alone wait, round after round, in minutes: a drill takes longer, for rates look back and alerts resolve. */
export const leastMinutes = (rounds: readonly Round[], waits: Waits): number =>
  Math.ceil(rounds.reduce((sum, round) => sum + Math.max(...round.map((fault) => waitOf(fault, waits))), 0) / 60)
