/** Every way in which a limit could be a little wrong: what the generated tests must notice. */
import { binary, literal, print, rebuild } from '../../definition/promql/index.js'
import type { Node } from '../../definition/promql/index.js'
import { limits } from '../../definition/thresholds/index.js'
import type { Limit } from '../../definition/thresholds/index.js'
import { alertOf } from '../../generator/emit/alert.js'
import type { Alert } from '../../generator/emit/alert.js'
import { dashboardLink } from '../../generator/emit/grafana/index.js'
import { containerSite } from '../../generator/emit/index.js'

export interface Mutant {
  /** What was changed: `HttpErrorRatioHigh P0: 0.02 moved to 0.0202`. */
  readonly name: string
  /** Its place among the mutants; its folder is named so. */
  readonly place: string
  readonly limit: string
  readonly priority: string
  readonly group: RuleGroup
}

export interface RuleGroup {
  readonly name: string
  readonly rules: readonly object[]
}

/** By how much a value is moved. */
const SHARE = 0.01

interface Comparison {
  readonly operator: '>' | '<'
  readonly value: number
}

const comparisonOf = (node: Node): Comparison | undefined =>
  node.type === 'binary' && (node.operator === '>' || node.operator === '<') && node.right.type === 'literal'
    ? { operator: node.operator, value: node.right.value }
    : undefined

/** The comparisons of an alert, in the order of the level's conditions. */
const comparisonsOf = (node: Node): readonly Comparison[] => {
  const found: Comparison[] = []
  rebuild(node, (inner) => {
    const comparison = comparisonOf(inner)
    if (comparison) found.push(comparison)
    return inner
  })
  return found
}

/** The expression with its nth comparison written otherwise, and nothing else. */
const compared = (node: Node, nth: number, operator: '>' | '<' | '>=' | '<=', value: number): Node => {
  let seen = -1
  return rebuild(node, (inner) => {
    if (inner.type !== 'binary' || !comparisonOf(inner)) return inner
    seen += 1
    return seen === nth ? binary(operator, inner.left, literal(value), inner.join) : inner
  })
}

const moved = (value: number, side: 1 | -1): number => (value === 0 ? side * SHARE : Number((value * (1 + side * SHARE)).toPrecision(12)))

const doubled = (duration: string): string => duration.replace(/^\d+/, (digits) => String(Number(digits) * 2))

interface Change {
  readonly name: string
  readonly alert: Alert
}

const changesOf = (alert: Alert): readonly Change[] => [
  ...comparisonsOf(alert.node).flatMap(({ operator, value }, nth) => [
    ...([1, -1] as const).map((side) => ({
      name: `${operator} ${value} moved to ${moved(value, side)}`,
      alert: { ...alert, node: compared(alert.node, nth, operator, moved(value, side)) },
    })),
    {
      name: `${operator} ${value} loosened to ${operator}=`,
      alert: { ...alert, node: compared(alert.node, nth, `${operator}=`, value) },
    },
  ]),
  // the Watchdog waits for nothing, and twice nothing is nothing
  ...(alert.for === '0s' ? [] : [{ name: `for ${alert.for} doubled`, alert: { ...alert, for: doubled(alert.for) } }]),
  ...(alert.keepFiringFor
    ? [
        { name: 'keep_firing_for doubled', alert: { ...alert, keepFiringFor: doubled(alert.keepFiringFor) } },
        { name: 'keep_firing_for taken away', alert: { ...alert, keepFiringFor: '0s' } },
      ]
    : []),
]

/** As the rules file has it. The words stay as they were: a test must see the change in what fires, not in what is said. */
const ruleOf = (alert: Alert): object => ({
  alert: alert.name,
  expr: print(alert.node),
  for: alert.for,
  ...(alert.keepFiringFor && { keep_firing_for: alert.keepFiringFor }),
  labels: alert.labels,
  annotations: alert.annotations,
})

const alertsOf = (limit: Limit): readonly Alert[] => limit.levels.map((level) => alertOf(limit, level, containerSite(), dashboardLink))

/**
 * The alerts of a limit, without its recording rules where a test feeds the recorded series themselves: these rules then
 * find nothing to record, and the 30 days that an objective reads are most of promtool's time. The Watchdog is fed nothing.
 */
const groupOf = (limit: Limit, alerts: readonly Alert[]): RuleGroup => {
  const records = limit.kind === 'watchdog' ? limit.records.map(({ record, node }) => ({ record, expr: print(node) })) : []
  return { name: limit.name, rules: [...records, ...alerts.map(ruleOf)] }
}

/** The group that is not changed: it must pass what every mutant of it fails. */
export const originalOf = (limit: Limit): RuleGroup => groupOf(limit, alertsOf(limit))

const mutantsOf = (limit: Limit): readonly Omit<Mutant, 'place'>[] => {
  const alerts = alertsOf(limit)
  return alerts.flatMap((alert, index) =>
    changesOf(alert).map((change) => ({
      name: `${limit.name} ${alert.labels['priority']}: ${change.name}`,
      limit: limit.name,
      priority: alert.labels['priority'] ?? '',
      group: groupOf(limit, alerts.with(index, change.alert)),
    })),
  )
}

/** Every mutant of every limit of the definition. */
export const mutants = (): readonly Mutant[] =>
  limits.flatMap(mutantsOf).map((mutant, place) => ({ ...mutant, place: String(place).padStart(3, '0') }))
