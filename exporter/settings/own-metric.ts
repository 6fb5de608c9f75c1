/** Metrics that a configuration file declares beside its SQL, for those who have no catalogue of their own. */
import { UsageError, type Path } from '../../configuration/index.js'
import { metrics, type Metric, type Unit } from '../../definition/catalogue/index.js'
import type { ScalarMetric } from '../exposition/buffer.js'

export interface WrittenMetric {
  readonly metric?: string
  readonly name?: string
  readonly help?: string
  readonly type?: 'gauge' | 'counter'
  readonly unit?: Unit
  readonly labels?: Readonly<Record<string, string>>
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,149}$/
const LABEL = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,99}$/
/** What histograms and summaries say of themselves. */
const TAKEN_LABELS: ReadonlySet<string> = new Set(['le', 'quantile'])
/** Whatever begins so belongs to collectors, whose names depend on the server that they read. */
const TAKEN_PREFIXES = ['pg', 'redis', 'node', 'probe', 'plimsoll', 'process', 'nodejs', 'go', 'promhttp', 'scrape', 'backup', 'upload']
const SUFFIXES = /_(total|bucket|count|sum|created)$/

/** The name without what a format may add to it, so that `x` and `x_total` are seen to be one family. */
const stem = (name: string): string => name.replace(SUFFIXES, '')

const stems: ReadonlyMap<string, string> = new Map(Object.values<Metric>(metrics).map(({ name }) => [stem(name), name]))

const nameMistake = (name: string, type: 'gauge' | 'counter'): string | undefined => {
  if (!NAME.test(name)) return 'is no name of a metric; write letters, digits and underscores, 150 at most and no digit first'
  if (type === 'counter' && !name.endsWith('_total')) return `is a counter, whose names end in _total; write "${name}_total" or type: gauge`
  if (type === 'gauge' && SUFFIXES.test(name)) return 'is a gauge with the ending of another type; write it without that ending'
  const prefix = TAKEN_PREFIXES.find((taken) => name.startsWith(`${taken}_`))
  if (prefix) return `begins as the exporter's own metrics do; choose another word than "${prefix}"`
  const taken = stems.get(stem(name))
  if (taken === name) return 'is declared in the catalogue; write "metric" instead of "name" and leave help, type and unit away'
  return taken ? `is too close to ${taken} of the catalogue; choose another name` : undefined
}

const refuseLabels = (labels: readonly string[], where: (path: Path) => string): void => {
  for (const label of labels) {
    if (LABEL.test(label) && !TAKEN_LABELS.has(label)) continue
    const remedy = TAKEN_LABELS.has(label) ? 'histograms need that name; choose another' : 'write letters, digits and underscores'
    throw new UsageError(`${where(['labels', label])}: "${label}" is no name of a label here; ${remedy}.`)
  }
}

/**
 * The metric that a query declares for itself.
 *
 * @param where place of a key of the metric, as `file:line`.
 * @throws UsageError for a name, label, or missing word that no page could carry.
 */
export const ownMetric = (written: WrittenMetric & { readonly name: string }, where: (path: Path) => string): ScalarMetric => {
  const { name, help, type, unit } = written
  if (help === undefined) throw new UsageError(`${where(['name'])}: the metric "${name}" has no help; say in a sentence what it counts.`)
  if (type === undefined) throw new UsageError(`${where(['name'])}: the metric "${name}" has no type; write type: gauge or type: counter.`)
  const mistake = nameMistake(name, type)
  if (mistake) throw new UsageError(`${where(['name'])}: "${name}" ${mistake}.`)
  const labels = Object.keys(written.labels ?? {})
  refuseLabels(labels, where)
  return Object.freeze({
    name,
    help,
    kind: type,
    labels: Object.fromEntries(labels.map((label) => [label, 'open' as const])),
    unit: unit ?? unitOf(name),
    source: 'SQL of the configuration file',
    series: undefined,
    buckets: undefined,
    exposedBy: 'exporter',
  })
}

const unitOf = (name: string): Unit => {
  if (name.endsWith('_timestamp_seconds')) return 'timestamp'
  return (/_(seconds|bytes|ratio|celsius|hertz)(_total)?$/.exec(name)?.[1] ?? 'count') as Unit
}
