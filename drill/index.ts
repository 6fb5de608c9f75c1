/**
 * @module Breaks a running stack on purpose, fault after fault or several at once, and watches whether the right people are told.
 */
import { UsageError } from '../configuration/index.js'
import type { Drilled, DrillOptions } from './drill.js'
import { drillRounds } from './round.js'
import { drillable, leastMinutes, pastLast, roundsOf, type Round } from './rounds.js'
import type { DrilledStack, FaultSwitch } from './stack.js'

export type { Drilled, DrillOptions } from './drill.js'
export { roundsOf } from './rounds.js'
export { findStack } from './stack.js'
export type { DrilledStack } from './stack.js'
export { switchesOf, tableOf } from './table.js'

const chosen = ({ switches }: DrilledStack, names: readonly string[]): readonly FaultSwitch[] => {
  if (names.includes('all')) return switches
  const unknown = names.find((wanted) => !switches.some(({ name }) => name === wanted))
  if (unknown === undefined) return switches.filter(({ name }) => names.includes(name))
  throw new UsageError(`There is no fault ${unknown.slice(0, 60)}; there are ${switches.map(({ name }) => name).join(', ')}, or all.`)
}

const refuseWhereBroken = async (stack: DrilledStack): Promise<void> => {
  const thrown = await stack.thrown()
  if (thrown.length > 0) throw new UsageError(`Somebody has thrown ${thrown.join(', ')} already; heal it first.`)
}

const each = (faults: readonly FaultSwitch[]): readonly Round[] => pastLast(faults.map((fault) => [fault]))
const namesOf = (round: Round = []): string => round.map(({ name }) => name).join(', ')

/**
 * Drills the named faults, or `all`, one after the other, those last that need a past. Aborted, it heals what is broken and gives what it has.
 *
 * @throws UsageError for a fault that the stack does not have, and where one is thrown already.
 * @example
 * const drilled = await drill(await findStack(addresses), ['declined-payments'], { patienceSeconds: 900, signal, say })
 */
export const drill = async (stack: DrilledStack, names: readonly string[], options: DrillOptions): Promise<readonly Drilled[]> => {
  const faults = chosen(stack, names)
  await refuseWhereBroken(stack)
  return (await drillRounds(stack, each(faults), options)).flat()
}

/**
 * Drills the named faults, or `all`, in rounds: those whose alerts cannot be taken for each other's are thrown at once. The
 * next round begins when the last fault of this one has ended. Faults without a defined alert come last, in no round.
 *
 * @throws UsageError as {@link drill} does.
 */
export const drillTogether = async (stack: DrilledStack, names: readonly string[], options: DrillOptions): Promise<readonly Drilled[]> => {
  const faults = chosen(stack, names)
  await refuseWhereBroken(stack)
  const waits = await stack.defined()
  const defined = drillable(faults, waits)
  const rounds = roundsOf(defined, waits)
  options.say(`rounds: ${rounds.length}; their limits alone wait ${leastMinutes(rounds, waits)} minutes`)
  const say = (index: number): void => options.say(`round ${index + 1} of ${rounds.length}: ${namesOf(rounds[index])}`)
  const drilled = await drillRounds(stack, rounds, options, say)
  const rest = faults.filter((fault) => !defined.includes(fault))
  return [
    ...drilled.flatMap((round, index) => round.map((one) => ({ ...one, round: index + 1 }))),
    ...(await drillRounds(stack, each(rest), options)).flat(),
  ]
}

/** True where every fault that could be thrown passed, and at least one did. */
export const isProof = (drilled: readonly Drilled[]): boolean =>
  drilled.some(({ outcome }) => outcome === 'passed') && drilled.every(({ outcome }) => outcome !== 'failed')
