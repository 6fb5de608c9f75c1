import { expectedSeries, metrics } from '../../definition/catalogue/index.js'
import { services } from '../../definition/site/index.js'
import type { Exposer, Metric } from '../../definition/catalogue/index.js'
import type { Finding } from './finding.js'

const BUDGETS: Readonly<Partial<Record<Exposer, number>>> = {
  application: services.shop.scrape.sampleLimit,
  exporter: services.exporter.scrape.sampleLimit,
  desk: services.desk.scrape.sampleLimit,
}

/** What one exposer is expected to give must fit its sample limit, or Prometheus refuses the whole scrape. */
export const seriesBudget = (all: readonly Metric[] = Object.values<Metric>(metrics), budgets = BUDGETS): readonly Finding[] =>
  (Object.entries(budgets) as readonly (readonly [Exposer, number])[]).flatMap(([exposer, budget]) => {
    const expected = all.filter(({ exposedBy }) => exposedBy === exposer).reduce((sum, metric) => sum + expectedSeries(metric), 0)
    const sentence = `expects ${expected} series and may give ${budget}: lower the catalogue's figures or raise the sample limit in definition/site`
    return expected > budget ? [{ check: 'series-budget', subject: exposer, sentence }] : []
  })
