import type { Level, Limit, Priority } from '../../thresholds/index.js'
import type { Colour, Steps } from './panel.js'

export const PRIORITY_COLOURS: Readonly<Record<Priority, Colour>> = { P0: 'red', P1: 'orange', P2: 'yellow', P3: 'blue' }

interface Bound {
  readonly value: number
  readonly colour: Colour
}

/** The value of a few series would be a wrong line for all others: the panel's words tell it. */
const boundOf = (level: Level): readonly Bound[] => {
  const [first] = level.conditions
  return first && !level.only ? [{ value: first.value.value, colour: PRIORITY_COLOURS[level.priority] }] : []
}

const boundsOf = (limit: Limit): readonly Bound[] => limit.levels.flatMap(boundOf).toSorted((one, other) => one.value - other.value)

export const isBelow = (limit: Limit): boolean => limit.levels[0]?.conditions[0]?.comparison === 'below'

/**
 * The colours of a limit, from the definition's own numbers: green where nothing is said, then the colour of the level.
 * A value that is too low is the other way round: under the lowest bound stands the most severe.
 */
export const stepsOf = (limit: Limit): Steps => {
  const bounds = boundsOf(limit)
  if (!isBelow(limit)) return { base: 'green', steps: bounds.map(({ value, colour }) => ({ from: value, colour })) }
  return {
    base: bounds[0]?.colour ?? 'green',
    steps: bounds.map(({ value }, index) => ({ from: value, colour: bounds[index + 1]?.colour ?? 'green' })),
  }
}

/** The range that keeps the line met first in sight, with a tenth to spare. */
export const softRangeOf = (limit: Limit): { readonly from?: number; readonly to?: number } => {
  const values = boundsOf(limit).map(({ value }) => value)
  const tidy = (value: number): number => Number(value.toPrecision(6))
  const [first = 0] = values
  if (!isBelow(limit)) return first > 0 ? { from: 0, to: tidy(first * 1.1) } : { from: 0 }
  const lowest = tidy(first * 0.9)
  return limit.unit === 'ratio' ? { from: lowest, to: 1 } : { from: lowest }
}
