import { durationSeconds, nearest, UsageError, type LocatedYaml, type Path } from '../../configuration/index.js'
import { metrics, type Metric } from '../../definition/catalogue/index.js'
import type { ScalarMetric } from '../exposition/buffer.js'
import type { Configuration } from './schema/index.js'
import type { BusinessQuery, QueryMetric } from './settings.js'

type WrittenQuery = NonNullable<Configuration['queries']>[number]
type WrittenMetric = WrittenQuery['metrics'][number]
type Located = LocatedYaml<Configuration>

const DEFAULT_INTERVAL = '15s'
const DEFAULT_TIMEOUT = '2s'
const DEFAULT_ROW_LIMIT = 1000
const DEFAULT_SERIES_LIMIT = 200

const isScalar = (metric: Metric): metric is ScalarMetric => metric.kind !== 'histogram'

/** The metrics that the catalogue says are read by SQL: the only ones that a query may fill. */
const fillable: readonly ScalarMetric[] = Object.values<Metric>(metrics)
  .filter(isScalar)
  .filter(({ exposedBy, source }) => exposedBy === 'exporter' && source.startsWith('SQL'))

const suggestion = (word: string, known: readonly string[], otherwise: string): string => {
  const meant = nearest(word, known)
  return meant ? `write "${meant}"` : otherwise
}

const declaredMetric = (name: string, where: string): ScalarMetric => {
  const found = fillable.find((metric) => metric.name === name)
  if (found) return found
  const names = fillable.map((metric) => metric.name)
  const remedy = suggestion(name, names, 'declare it in definition/catalogue with a source that begins with SQL')
  throw new UsageError(`${where}: the catalogue has no metric "${name}" that is read by SQL; ${remedy}.`)
}

const metricOf = ({ where }: Located, written: WrittenMetric, path: Path): QueryMetric => {
  const metric = declaredMetric(written.metric, where([...path, 'metric']))
  const names = Object.keys(metric.labels)
  for (const label of Object.keys(written.labels ?? {})) {
    if (names.includes(label)) continue
    const remedy = suggestion(label, names, names.length === 0 ? 'leave it away' : `use ${names.join(', ')}`)
    throw new UsageError(`${where([...path, 'labels', label])}: ${metric.name} has no label "${label}"; ${remedy}.`)
  }
  const labels = Object.fromEntries(names.map((label) => [label, written.labels?.[label] ?? label]))
  return { metric, column: written.value, labels, where: where([...path, 'metric']) }
}

const queryOf = (located: Located, written: WrittenQuery, index: number): BusinessQuery => {
  const path = ['queries', index] as const
  return {
    name: written.name,
    target: written.target,
    sql: written.sql.replace(/;\s*$/, ''),
    intervalSeconds: durationSeconds(written.interval ?? DEFAULT_INTERVAL),
    timeoutSeconds: durationSeconds(written.timeout ?? DEFAULT_TIMEOUT),
    rowLimit: written.row_limit ?? DEFAULT_ROW_LIMIT,
    seriesLimit: written.series_limit ?? DEFAULT_SERIES_LIMIT,
    metrics: written.metrics.map((metric, position) => metricOf(located, metric, [...path, 'metrics', position])),
    whereLine: (line) => located.whereLine([...path, 'sql'], line),
  }
}

const refuseUnknownTarget = ({ value, where }: Located, { target }: BusinessQuery, index: number): void => {
  const known = (value.postgres ?? []).map(({ name }) => name)
  if (known.includes(target)) return
  const remedy = suggestion(target, known, known.length === 0 ? 'add it under postgres' : `use ${known.join(', ')}`)
  throw new UsageError(`${where(['queries', index, 'target'])}: no postgres server is named "${target}"; ${remedy}.`)
}

const refuseSecondFiller = (queries: readonly BusinessQuery[]): void => {
  const first = new Map<string, string>()
  for (const { metric, where } of queries.flatMap((query) => query.metrics)) {
    const earlier = first.get(metric.name)
    if (earlier) throw new UsageError(`${where}: ${metric.name} is filled already by the query at ${earlier}; keep one of them.`)
    first.set(metric.name, where)
  }
}

/**
 * The business queries, joined with the catalogue.
 *
 * @throws UsageError for a target, metric or label that does not exist, and for a metric that two queries fill.
 */
export const readQueries = (located: Located): readonly BusinessQuery[] => {
  const queries = (located.value.queries ?? []).map((written, index) => queryOf(located, written, index))
  for (const [index, query] of queries.entries()) refuseUnknownTarget(located, query, index)
  refuseSecondFiller(queries)
  return queries
}
