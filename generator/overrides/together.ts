import { UsageError } from '../../configuration/index.js'
import type { Definition } from '../../definition/thresholds/index.js'
import { canMeet, limitsOf, placeText } from '../../definition/thresholds/index.js'
import type { Finding } from '../check/index.js'
import { limitFindings } from '../check/index.js'
import { inForce, overridden, targetKey } from './apply.js'
import type { Override } from './override.js'

const refuseTwins = (overrides: readonly Override[]): void => {
  const seen = new Map<string, Override>()
  for (const override of overrides) {
    const key = `${override.environment ?? ''} ${targetKey(override)}`
    const twin = seen.get(key)
    if (twin)
      throw new UsageError(`${override.where}: ${nameOf(override)} is overridden at ${twin.where} already; leave one of the two out.`)
    seen.set(key, override)
  }
}

const nameOf = ({ limit, level, labels, environment }: Override): string =>
  `${limit} ${level}${labels ? ` where ${placeText(labels)}` : ''}${environment ? ` in ${environment}` : ''}`

/** Two values for one series: nobody could say which holds. */
const refuseMeeting = (force: readonly Override[]): void => {
  for (const [index, override] of force.entries()) {
    const other = force
      .slice(0, index)
      .find(({ limit, level, labels }) => limit === override.limit && level === override.level && overlap(labels, override.labels))
    if (other)
      throw new UsageError(
        `${override.where}: ${nameOf(override)} holds for series for which ${other.where} gives another value; give both a label by which they differ.`,
      )
  }
}

const overlap = (one: Override['labels'], other: Override['labels']): boolean =>
  one !== undefined && other !== undefined && canMeet(one, other)

const keyOf = ({ check, subject, sentence }: Finding): string => `${check} ${subject} ${sentence}`

const environmentsOf = (overrides: readonly Override[]): readonly (string | undefined)[] => [
  undefined,
  ...new Set(overrides.flatMap(({ environment }) => environment ?? [])),
]

/** What the checks find with the overrides and did not find without them, told at the last override of that limit. */
const refuseFindings = (force: readonly Override[], of: Definition, environment: string | undefined, before: ReadonlySet<string>): void => {
  const changed = overridden(of, force, { environment })
  const found = limitFindings(limitsOf(changed)).find((finding) => !before.has(keyOf(finding)))
  if (!found) return
  const cause = force.findLast(({ limit }) => limit === found.subject)
  const inside = environment ? ` in ${environment}` : ''
  throw new UsageError(
    `${cause?.where ?? ''}: with the value ${cause?.value.text ?? ''}${inside}, ${found.subject} is wrong: ${found.sentence}.`,
  )
}

/** Refuses overrides that are right alone and wrong together, in any environment that they name. */
export const refuseTogether = (overrides: readonly Override[], of: Definition): void => {
  refuseTwins(overrides)
  const before = new Set(limitFindings(limitsOf(of)).map(keyOf))
  for (const environment of environmentsOf(overrides)) {
    const force = inForce(overrides, { environment })
    refuseMeeting(force)
    refuseFindings(force, of, environment, before)
  }
}
