import { services } from '../../definition/site/index.js'
import type { Service } from '../../definition/site/index.js'
import { print } from '../../definition/promql/index.js'
import type { Limit } from '../../definition/thresholds/index.js'
import { definition, limitsOf, subjectsOf } from '../../definition/thresholds/index.js'
import { alertOf } from './alert.js'
import type { Alert } from './alert.js'
import type { DashboardLinks } from './dashboard-links.js'
import type { Document } from './document.js'
import type { SiteOptions } from './site-options.js'
import { yamlText } from './yaml-text.js'

const alertRule = (alert: Alert): object => ({
  alert: alert.name,
  expr: print(alert.node),
  ...(alert.for === '0s' ? {} : { for: alert.for }),
  ...(alert.keepFiringFor && { keep_firing_for: alert.keepFiringFor }),
  labels: alert.labels,
  annotations: alert.annotations,
})

/** A record and its alerts stand in one group, in order: read across groups they would lag one evaluation. */
const limitGroup = (limit: Limit, site: SiteOptions, links: DashboardLinks): object => ({
  name: limit.name,
  rules: [
    ...limit.records.map(({ record, node }) => ({ record, expr: print(node) })),
    ...limit.levels.map((level) => alertRule(alertOf(limit, level, site, links))),
  ],
})

const thresholdRules = (limit: Limit): readonly object[] =>
  limit.levels.flatMap((level) => {
    const [first] = level.conditions
    if (!first) return []
    return [
      {
        record: 'plimsoll_threshold',
        expr: `vector(${first.value.value})`,
        labels: { alertname: limit.name, priority: level.priority, comparison: first.comparison, unit: first.value.unit, ...level.only },
      },
    ]
  })

const targetRules = (): readonly object[] =>
  Object.values<Service>(services).flatMap(({ name, scrape }) =>
    scrape ? [{ record: 'plimsoll_target_expected', expr: 'vector(1)', labels: { job: scrape.job, service: name } }] : [],
  )

const ruleFile = (name: string, groups: readonly object[]): Document => ({
  path: `prometheus/rules/${name}.yml`,
  text: yamlText({ groups }),
})

/** Recording and alerting rules, a file a subject; the limits themselves and the expected targets as series. */
export const ruleDocuments = (site: SiteOptions, links: DashboardLinks, of = definition): readonly Document[] => [
  ...Object.entries(subjectsOf(of)).map(([subject, members]) =>
    ruleFile(
      subject,
      members.map((limit) => limitGroup(limit, site, links)),
    ),
  ),
  ruleFile('limits', [{ name: 'limits', rules: limitsOf(of).flatMap(thresholdRules) }]),
  ruleFile('targets', [{ name: 'targets', rules: targetRules() }]),
]
