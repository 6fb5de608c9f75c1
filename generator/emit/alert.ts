import type { Node } from '../../definition/promql/index.js'
import { binary, literal, selector } from '../../definition/promql/index.js'
import type { Condition, Level, Limit } from '../../definition/thresholds/index.js'
import { SEVERITIES } from '../../definition/thresholds/index.js'
import type { DashboardLinks } from './dashboard-links.js'
import type { SiteOptions } from './site-options.js'
import { valueTemplate } from './value-text.js'

/** One alerting rule: a level of a limit. */
export interface Alert {
  readonly name: string
  readonly node: Node
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const compared = ({ record, comparison, value }: Condition): Node =>
  binary(comparison === 'above' ? '>' : '<', selector(record), literal(value.value))

const conditionNode = (limit: Limit, level: Level): Node => {
  const [first, ...others] = level.conditions.map(compared)
  if (!first) return selector(limit.signal)
  return others.reduce((node, other) => binary('and', node, other, { on: limit.labels }), first)
}

const description = (limit: Limit, level: Level): string => {
  const [first] = level.conditions
  if (!first) return limit.means
  const side = first.comparison === 'above' ? 'over' : 'under'
  return `${valueTemplate(first.value.unit)}, ${side} the ${level.priority} limit of ${first.value.text} for ${level.for}. ${limit.means}`
}

export const alertLabels = (limit: Limit, level: Level): Readonly<Record<string, string>> => ({
  priority: level.priority,
  severity: SEVERITIES[level.priority],
  owner: limit.owner,
  ...level.labels,
})

/** The alerting rule of one level, with the links of this site. */
export const alertOf = (limit: Limit, level: Level, site: SiteOptions, links: DashboardLinks): Alert => ({
  name: limit.name,
  node: conditionNode(limit, level),
  for: level.for,
  labels: alertLabels(limit, level),
  annotations: {
    summary: limit.summary,
    description: description(limit, level),
    runbook_url: `${site.links.runbooks}/${limit.name}`,
    dashboard_url: `${site.links.dashboards}${links(limit)}`,
  },
})
