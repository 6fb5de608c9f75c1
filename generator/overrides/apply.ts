import type { Definition, Level, Limit } from '../../definition/thresholds/index.js'
import { withLimits } from '../../definition/thresholds/index.js'
import type { Override } from './override.js'

export interface Where {
  /** The environment that is generated for; overrides of any other are left out. */
  readonly environment?: string | undefined
}

const placeKey = ({ labels = {} }: Override): string => JSON.stringify(Object.entries(labels).toSorted())

/** Tells overrides apart by what they change. */
export const targetKey = (override: Override): string => `${override.limit} ${override.level} ${placeKey(override)}`

/** What holds in an environment: what names it goes before what holds everywhere. */
export const inForce = (overrides: readonly Override[], { environment }: Where): readonly Override[] => {
  const named = overrides.filter((override) => override.environment !== undefined && override.environment === environment)
  const taken = new Set(named.map(targetKey))
  return overrides.filter((override) => named.includes(override) || (override.environment === undefined && !taken.has(targetKey(override))))
}

const withValue = (level: Level, { value, owner, reason, expires }: Override): Level => {
  const [first, ...guards] = level.conditions
  if (!first) return level
  return { ...level, conditions: [{ ...first, value }, ...guards], overridden: { owner, reason, expires, instead: first.value } }
}

/** The level for all series first, then one for each place with a value of its own. */
const levelsOf = (level: Level, own: readonly Override[]): readonly Level[] => {
  const general = own.find(({ labels }) => labels === undefined)
  const base = general ? withValue(level, general) : level
  const placed = own.flatMap((override) => (override.labels ? [{ override, place: override.labels }] : []))
  if (placed.length === 0) return [base]
  return [
    { ...base, except: placed.map(({ place }) => place) },
    ...placed.map(({ override, place }) => ({ ...withValue(level, override), only: place })),
  ]
}

const limitWith = (limit: Limit, overrides: readonly Override[]): Limit => {
  const own = overrides.filter((override) => override.limit === limit.name)
  if (own.length === 0) return limit
  const of = (level: Level): readonly Override[] => own.filter((override) => override.level === level.priority)
  return Object.freeze({ ...limit, levels: limit.levels.flatMap((level) => levelsOf(level, of(level))) })
}

/**
 * The definition with the values of a site in it; nothing else about a limit changes.
 *
 * @example overridden(definition, overridesFrom(text, { file: 'overrides.yaml' }), { environment: 'staging' })
 */
export const overridden = (definition: Definition, overrides: readonly Override[], where: Where = {}): Definition => {
  const force = inForce(overrides, where)
  if (force.length === 0) return definition
  return withLimits(definition, (limit) => limitWith(limit, force))
}
