import type { Condition, Level, Limit } from '../../../definition/thresholds/index.js'
import { inSeconds } from '../../../definition/promql/index.js'
import { alertOf, outlasts } from '../alert.js'
import type { DashboardLinks } from '../dashboard-links.js'
import type { SiteOptions } from '../site-options.js'
import { valueTemplate, valueText } from '../value-text.js'

/** Values that a test feeds to the recorded series, by their names. */
export type Fed = Readonly<Record<string, number>>

export interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>
  readonly exp_annotations: Readonly<Record<string, string>>
}

const holds = ({ record, comparison, value }: Condition, fed: Fed): boolean => {
  const given = fed[record]
  if (given === undefined) return false
  return comparison === 'above' ? given > value.value : given < value.value
}

const filledIn = (text: string, labels: Readonly<Record<string, string>>, unit: string, value: number): string =>
  text
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => labels[label] ?? '')
    .replaceAll(valueTemplate(unit), valueText(unit, value))

export interface Context {
  readonly site: SiteOptions
  readonly links: DashboardLinks
}

const expectedAlert = (limit: Limit, level: Level, fed: Fed, { site, links }: Context): ExpectedAlert => {
  const alert = alertOf(limit, level, site, links)
  const [first] = level.conditions
  const value = fed[first?.record ?? limit.signal] ?? 0
  const fill = (text: string): string => filledIn(text, limit.example.of, first?.value.unit ?? limit.unit, value)
  return {
    exp_labels: { ...limit.example.of, ...alert.labels },
    exp_annotations: Object.fromEntries(Object.entries(alert.annotations).map(([name, text]) => [name, fill(text)])),
  }
}

/** The alerts that go on firing in the minute after the values ended, as they said it last. */
export const keptAlerts = (limit: Limit, fed: Fed, afterSeconds: number, context: Context): readonly ExpectedAlert[] =>
  expectedAlerts({ ...limit, levels: limit.levels.filter((level) => outlasts(limit, level)) }, fed, afterSeconds, context)

/** The alerts that must fire when the series have stood at these values for so many seconds, worked out without Prometheus. */
export const expectedAlerts = (limit: Limit, fed: Fed, afterSeconds: number, context: Context): readonly ExpectedAlert[] =>
  limit.levels
    .filter((level) => level.conditions.every((condition) => holds(condition, fed)) && afterSeconds >= inSeconds(level.for))
    .map((level) => expectedAlert(limit, level, fed, context))
