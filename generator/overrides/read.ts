import type { LocatedYaml } from '../../configuration/index.js'
import { nearest, parseLocatedYaml, UsageError } from '../../configuration/index.js'
import type { Quantity } from '../../definition/promql/index.js'
import { quantityFrom, writingsOf } from '../../definition/promql/index.js'
import type { Definition, Level, Limit } from '../../definition/thresholds/index.js'
import { definition, limitsOf } from '../../definition/thresholds/index.js'
import { refuseTogether } from './together.js'
import type { Override } from './override.js'
import type { Entry } from './schema.js'
import { overridesSchema } from './schema.js'

/** More than this and the definition itself is what does not fit. */
const MAXIMUM = 200

type Where = (key: string, ...inner: readonly string[]) => string

interface Context {
  readonly entry: Entry
  readonly where: Where
}

const limitNamed = ({ entry, where }: Context, limits: readonly Limit[]): Limit => {
  const found = limits.find(({ name }) => name === entry.limit)
  if (found) return found
  const meant = nearest(
    entry.limit,
    limits.map(({ name }) => name),
  )
  throw new UsageError(
    `${where('limit')}: limit is "${entry.limit}", which no limit is called; ${meant ? `write "${meant}"` : 'take a name from prometheus/thresholds.json'}.`,
  )
}

/** Why a whole kind of limit has no values to change, and what to do instead. */
const REFUSED: Readonly<Partial<Record<Limit['kind'], string>>> = {
  objective: 'is an objective, whose levels follow from its target; change the target in definition/thresholds',
  heartbeat: 'compares no value, it fires when something is missing; leave the override out or change its wait in definition/thresholds',
  watchdog: 'compares no value, it always fires; leave the override out',
}

const levelNamed = ({ entry, where }: Context, limit: Limit): Level => {
  const refused = REFUSED[limit.kind]
  if (refused) throw new UsageError(`${where('limit')}: limit is ${limit.name}, which ${refused}.`)
  const found = limit.levels.find(({ priority }) => priority === entry.level)
  if (found) return found
  const has = limit.levels.map(({ priority }) => priority).join(' or ')
  throw new UsageError(`${where('level')}: level is ${entry.level}, which ${limit.name} does not have; write ${has}.`)
}

const valueOf = ({ entry, where }: Context, limit: Limit): Quantity => {
  const found = quantityFrom(String(entry.value), limit.unit)
  if (found) return found
  const examples = writingsOf(limit.unit)
  const remedy = examples.length > 0 ? `write it as ${examples.join(' or ')}` : 'no text stands for that, so change the definition'
  throw new UsageError(`${where('value')}: value is "${entry.value}", and ${limit.name} is in ${limit.unit}; ${remedy}.`)
}

const refuseLabels = ({ entry, where }: Context, { name, labels }: Limit): void => {
  const wrong = Object.keys(entry.labels ?? {}).find((label) => !labels.includes(label))
  if (wrong === undefined) return
  const meant = nearest(wrong, labels)
  const remedy = labels.length === 0 ? 'it has none, so leave labels away' : meant ? `write "${meant}"` : `use one of ${labels.join(', ')}`
  throw new UsageError(`${where('labels', wrong)}: labels.${wrong} is no label of ${name}; ${remedy}.`)
}

const refuseDate = ({ entry, where }: Context): void => {
  const day = new Date(`${entry.expires}T00:00:00Z`)
  if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(entry.expires)) return
  throw new UsageError(`${where('expires')}: expires is ${entry.expires}, a day that no calendar has; write one such as 2027-03-31.`)
}

const overrideOf = (context: Context, limits: readonly Limit[]): Override => {
  const { entry, where } = context
  const limit = limitNamed(context, limits)
  const { priority } = levelNamed(context, limit)
  refuseLabels(context, limit)
  refuseDate(context)
  const { value: _text, ...rest } = entry
  return Object.freeze({ ...rest, level: priority, value: valueOf(context, limit), where: where('value') })
}

const entriesOf = ({ value, where }: LocatedYaml<readonly Entry[] | null>): readonly Context[] =>
  (value ?? []).map((entry, index) => ({ entry, where: (...keys) => where([index, ...keys]) }))

export interface OverridesSource {
  /** Name of the file as errors show it. */
  readonly file: string
  /** What is overridden. */
  readonly of?: Definition
}

/**
 * Reads a site's overrides.yaml.
 *
 * @throws UsageError, one sentence with file, line, key and remedy, also for a value that the definition cannot take in
 * any of the environments that the file names.
 * @example overridesFrom(readFileSync('overrides.yaml', 'utf8'), { file: 'overrides.yaml' })
 */
export const overridesFrom = (text: string, { file, of = definition }: OverridesSource): readonly Override[] => {
  const entries = entriesOf(parseLocatedYaml(text, { file, schema: overridesSchema }))
  if (entries.length > MAXIMUM)
    throw new UsageError(`${file}: holds ${entries.length} overrides, more than ${MAXIMUM}; put the values into the definition itself.`)
  const limits = limitsOf(of)
  const overrides = entries.map((context) => overrideOf(context, limits))
  refuseTogether(overrides, of)
  return Object.freeze(overrides)
}
