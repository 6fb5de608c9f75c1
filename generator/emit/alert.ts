import type { Node } from '../../definition/promql/index.js'
import { binary, literal, selector } from '../../definition/promql/index.js'
import type { Condition, Level, Limit, Place } from '../../definition/thresholds/index.js'
import { SEVERITIES } from '../../definition/thresholds/index.js'
import type { DashboardLinks } from './dashboard-links.js'
import type { SiteOptions } from './site-options.js'
import { valueTemplate } from './value-text.js'

/** One alerting rule: a level of a limit. */
export interface Alert {
  readonly name: string
  readonly node: Node
  readonly for: string
  /** How long it goes on firing once its condition has ended. */
  readonly keepFiringFor?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const seriesAt = (record: string, place: Place = {}): Node =>
  selector(
    record,
    Object.entries(place).map(([label, value]) => ({ label, operator: '=', value })),
  )

const compared = ({ record, comparison, value }: Condition, place?: Place): Node =>
  binary(comparison === 'above' ? '>' : '<', seriesAt(record, place), literal(value.value))

/** The first comparison, without the series that have a value of their own. */
const firstNode = (limit: Limit, first: Condition, { only, except = [] }: Level): Node =>
  except.reduce((node, place) => binary('unless', node, seriesAt(first.record, place), { on: limit.labels }), compared(first, only))

const conditionNode = (limit: Limit, level: Level): Node => {
  const [first, ...others] = level.conditions
  if (!first) return selector(limit.signal)
  return others.reduce((node, other) => binary('and', node, compared(other), { on: limit.labels }), firstNode(limit, first, level))
}

const description = (limit: Limit, level: Level): string => {
  const [first] = level.conditions
  if (!first) return limit.means
  const side = first.comparison === 'above' ? 'over' : 'under'
  return `${valueTemplate(first.value.unit)}, ${side} the ${level.priority} limit of ${first.value.text} for ${level.for}. ${limit.means}`
}

/** As Prometheus's templates read it: the very text, whatever braces stand in it. */
const asTemplate = (text: string): string => text.replaceAll('{{', '{{ "{{" }}')

/** The labels that the series has anyway: written out, no two rules of a limit look alike to those who check them. */
const placeLabels = ({ only = {} }: Level): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(only).map(([label, value]) => [label, asTemplate(value)]))

export const alertLabels = (limit: Limit, level: Level): Readonly<Record<string, string>> => ({
  priority: level.priority,
  severity: SEVERITIES[level.priority],
  owner: limit.owner,
  ...level.labels,
  ...placeLabels(level),
})

/**
 * A value on its way back passes the less severe limits. A level that has some beneath it fires a minute longer, so that it
 * still silences them then; otherwise the end of a P0 would announce itself as a new P1.
 */
export const outlasts = (limit: Limit, level: Level): boolean => limit.levels.some(({ priority }) => priority > level.priority)

/** The alerting rule of one level, with the links of this site. */
export const alertOf = (limit: Limit, level: Level, site: SiteOptions, links: DashboardLinks): Alert => ({
  name: limit.name,
  node: conditionNode(limit, level),
  for: level.for,
  ...(outlasts(limit, level) && { keepFiringFor: '1m' }),
  labels: alertLabels(limit, level),
  annotations: {
    summary: limit.summary,
    description: description(limit, level),
    runbook_url: `${site.links.runbooks}/${limit.name}`,
    dashboard_url: `${site.links.dashboards}${links(limit)}`,
  },
})
