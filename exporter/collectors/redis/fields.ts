import { redis, type Metric } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { statedBy, type Amounts } from './information.js'

type Plain = Metric<string, 'counter' | 'gauge', { readonly target: 'open' }>

const isPlain = (metric: Metric): metric is Plain => metric.kind !== 'histogram' && Object.keys(metric.labels).join() === 'target'

/** What the server counts in another unit than the metric. */
const FACTORS: Readonly<Record<string, number>> = { latest_fork_usec: 1e-6 }

/** Each field and the metrics it fills, as the catalogue names it in `source`: `INFO used_memory`. */
const fieldsOf = (source: RegExp): readonly (readonly [field: string, metric: Plain])[] =>
  Object.values<Metric>(redis)
    .filter(isPlain)
    .flatMap((metric) => {
      const [, field] = source.exec(metric.source) ?? []
      return field === undefined ? [] : [[field, metric] as const]
    })

/** Fields of INFO and the metric each becomes. */
export const FIELDS = fieldsOf(/^INFO (\w+)$/)
/** Fields of CLUSTER INFO and the metric each becomes. */
export const CLUSTER_FIELDS = fieldsOf(/^CLUSTER INFO (\w+)$/)
/** Keys of CONFIG and the metric each becomes. */
export const CONFIGURED = fieldsOf(/^CONFIG ([\w-]+)$/)

/** Writes every field that is there and is a number. */
export const writeFields = (into: Writer, target: string, from: Amounts, fields: typeof FIELDS): void => {
  for (const [field, metric] of fields) {
    const value = statedBy(from, field)
    into.set(metric, { target }, value === undefined ? undefined : value * (FACTORS[field] ?? 1))
  }
}
