import { metrics } from '../../definition/catalogue/index.js'
import type { Metric } from '../../definition/catalogue/index.js'
import type { Node } from '../../definition/promql/index.js'
import { walk } from '../../definition/promql/index.js'
import type { LimitCheck } from './finding.js'

const declared: Readonly<Record<string, Metric>> = metrics

/** The histograms whose quantile is taken, by name. */
const quantileOf = (node: Node | undefined): readonly string[] =>
  node?.type === 'call' && node.name === 'histogram_quantile'
    ? walk(node).flatMap((inner) => (inner.type === 'selector' ? [inner.metric.replace(/_bucket$/, '')] : []))
    : []

/** Prometheus answers with the last bound for everything over it, so a quantile never passes that. */
export const beyondBuckets: LimitCheck = ({ levels, records }) =>
  levels.flatMap(({ priority, conditions }) =>
    conditions
      .filter(({ comparison }) => comparison === 'above')
      .flatMap(({ record, value }) =>
        quantileOf(records.find((rule) => rule.record === record)?.node).flatMap((histogram) => {
          const last = declared[histogram]?.buckets?.at(-1)
          if (last === undefined || value.value < last) return []
          const sentence = `${priority} above ${value.text} can never fire, for the last bound of ${histogram} is ${last}: stay under it or give the histogram a higher bound`
          return [{ sentence }]
        }),
      ),
  )
