import { durationSeconds, UsageError, type LocatedYaml, type Path } from '../../configuration/index.js'
import { metrics, type Metric } from '../../definition/catalogue/index.js'
import type { ScalarMetric } from '../exposition/buffer.js'
import { readDeclaredQueries } from './declared-queries.js'
import { ROW_LIMIT, SERIES_LIMIT } from './limits.js'
import { ownMetric } from './own-metric.js'
import { knownTarget, suggestion } from './query-target.js'
import type { Configuration } from './schema/index.js'
import type { BusinessQuery, QueryMetric } from './settings.js'

type WrittenQuery = NonNullable<Configuration['queries']>[number]
type WrittenMetric = WrittenQuery['metrics'][number]
type Located = LocatedYaml<Configuration>

const DEFAULT_INTERVAL = '15s'
const DEFAULT_TIMEOUT = '2s'

const isScalar = (metric: Metric): metric is ScalarMetric => metric.kind !== 'histogram'

/** The metrics that the catalogue says are read by SQL: the only ones of it that a query may fill. */
const fillable: readonly ScalarMetric[] = Object.values<Metric>(metrics)
  .filter(isScalar)
  .filter(({ exposedBy, source }) => exposedBy === 'exporter' && source.startsWith('SQL'))

const catalogueMetric = (name: string, where: string): ScalarMetric => {
  const found = fillable.find((metric) => metric.name === name)
  if (found) return found
  const names = fillable.map((metric) => metric.name)
  const remedy = suggestion(name, names, 'declare it here with name, help and type instead')
  throw new UsageError(`${where}: the catalogue has no metric "${name}" that is read by SQL; ${remedy}.`)
}

/** The metric that is filled, and the key that says so. */
const filledMetric = (written: WrittenMetric, at: (path: Path) => string): { readonly metric: ScalarMetric; readonly where: string } => {
  const { name, metric } = written
  if (name !== undefined && metric === undefined) return { metric: ownMetric({ ...written, name }, at), where: at(['name']) }
  const where = at(['metric'])
  if (metric === undefined) {
    throw new UsageError(
      `${where}: a metric has neither "metric" nor "name"; name one of the catalogue, or declare one with name, help, type.`,
    )
  }
  for (const key of ['name', 'help', 'type', 'unit'] as const) {
    if (written[key] === undefined) continue
    throw new UsageError(`${at([key])}: ${key} stands beside "metric", and the catalogue says it of ${metric}; leave one of them away.`)
  }
  return { metric: catalogueMetric(metric, where), where }
}

const metricOf = ({ where: whereIs }: Located, written: WrittenMetric, path: Path): QueryMetric => {
  const at = (rest: Path) => whereIs([...path, ...rest])
  const { metric, where } = filledMetric(written, at)
  const names = Object.keys(metric.labels)
  for (const label of Object.keys(written.labels ?? {})) {
    if (names.includes(label)) continue
    const remedy = suggestion(label, names, names.length === 0 ? 'leave it away' : `use ${names.join(', ')}`)
    throw new UsageError(`${at(['labels', label])}: ${metric.name} has no label "${label}"; ${remedy}.`)
  }
  const labels = Object.fromEntries(names.map((label) => [label, written.labels?.[label] ?? label]))
  return { metric, column: written.value, labels, where }
}

const queryOf = (located: Located, written: WrittenQuery, index: number): BusinessQuery => {
  const path = ['queries', index] as const
  return {
    name: written.name,
    target: knownTarget(located, written.target, [...path, 'target']),
    sql: written.sql.replace(/;\s*$/, ''),
    intervalSeconds: durationSeconds(written.interval ?? DEFAULT_INTERVAL),
    timeoutSeconds: durationSeconds(written.timeout ?? DEFAULT_TIMEOUT),
    rowLimit: written.row_limit ?? ROW_LIMIT,
    seriesLimit: written.series_limit ?? SERIES_LIMIT,
    metrics: written.metrics.map((metric, position) => metricOf(located, metric, [...path, 'metrics', position])),
    where: located.where([...path, 'name']),
    whereLine: (line) => located.whereLine([...path, 'sql'], line),
  }
}

const refuseDoubleNames = (queries: readonly BusinessQuery[]): void => {
  for (const [index, { name, where }] of queries.entries()) {
    if (queries.findIndex((other) => other.name === name) === index) continue
    throw new UsageError(`${where}: another query is named "${name}" too; give each its own name.`)
  }
}

/** What two families must not have in common: `x_total` of one would be read as a sample of `x`. */
const familyOf = (name: string): string => name.replace(/_total$/, '')

const refuseSecondFiller = (queries: readonly BusinessQuery[]): void => {
  const first = new Map<string, QueryMetric>()
  for (const filled of queries.flatMap((query) => query.metrics)) {
    const { metric, where } = filled
    const earlier = first.get(familyOf(metric.name))
    if (earlier?.metric.name === metric.name) {
      throw new UsageError(`${where}: ${metric.name} is filled already by the query at ${earlier.where}; keep one of them.`)
    }
    if (earlier) {
      throw new UsageError(`${where}: ${metric.name} and ${earlier.metric.name} at ${earlier.where} are one family; choose another name.`)
    }
    first.set(familyOf(metric.name), filled)
  }
}

/**
 * The business queries, those of the catalogue before those of the file, joined with what they fill.
 *
 * @throws UsageError for a target, metric or label that does not exist, and for a name or metric that two queries have.
 */
export const readQueries = (located: Located): readonly BusinessQuery[] => {
  const own = (located.value.queries ?? []).map((written, index) => queryOf(located, written, index))
  const queries = [...readDeclaredQueries(located), ...own]
  refuseDoubleNames(queries)
  refuseSecondFiller(queries)
  return queries
}
