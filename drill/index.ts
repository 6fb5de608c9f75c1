/**
 * @module Breaks a running stack on purpose, one fault after the other, and watches whether the right people are told.
 */
import { UsageError } from '../configuration/index.js'
import { drillFault, type Drilled, type DrillOptions } from './drill.js'
import type { DrilledStack, FaultSwitch } from './stack.js'

export type { Drilled, DrillOptions } from './drill.js'
export { findStack } from './stack.js'
export type { DrilledStack } from './stack.js'
export { switchesOf, tableOf } from './table.js'

const chosen = ({ switches }: DrilledStack, names: readonly string[]): readonly FaultSwitch[] => {
  if (names.includes('all')) return switches
  const unknown = names.find((wanted) => !switches.some(({ name }) => name === wanted))
  if (unknown === undefined) return switches.filter(({ name }) => names.includes(name))
  throw new UsageError(`There is no fault ${unknown.slice(0, 60)}; there are ${switches.map(({ name }) => name).join(', ')}, or all.`)
}

/**
 * Drills the named faults, or `all`, one after the other. Aborted, it heals what is broken and gives what it has.
 *
 * @throws UsageError for a fault that the stack does not have, and where one is thrown already.
 * @example
 * const drilled = await drill(await findStack(addresses), ['declined-payments'], { patienceSeconds: 900, signal, say })
 */
export const drill = async (stack: DrilledStack, names: readonly string[], options: DrillOptions): Promise<readonly Drilled[]> => {
  const faults = chosen(stack, names)
  const thrown = await stack.thrown()
  if (thrown.length > 0) throw new UsageError(`Somebody has thrown ${thrown.join(', ')} already; heal it first.`)
  const drilled: Drilled[] = []
  for (const fault of faults) {
    if (options.signal.aborted) break
    try {
      drilled.push(await drillFault(stack, fault, options))
    } catch (error) {
      if (!options.signal.aborted) throw error
      options.say(`${fault.name}: stopped and healed`)
    }
  }
  return drilled
}

/** True where every fault that could be thrown passed, and at least one did. */
export const isProof = (drilled: readonly Drilled[]): boolean =>
  drilled.some(({ outcome }) => outcome === 'passed') && drilled.every(({ outcome }) => outcome !== 'failed')
