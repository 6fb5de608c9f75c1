/**
 * What a metric is. One declaration serves three readers: the exporter makes its instrument from it, a query can
 * only name what is declared here, and the series budget is summed from it.
 */

export type Kind = 'counter' | 'gauge' | 'histogram'

/** The dimension of a sample. A limit in another unit than its signal does not compile. */
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'count' | 'timestamp' | 'money' | 'celsius' | 'hertz'

/** Who answers the scrape that carries the metric. */
export type Exposer = 'application' | 'exporter' | 'desk' | 'prometheus' | 'alertmanager' | 'rules'

/** A closed label lists every value it may take; an open one takes any string, bounded by the exposer. */
export type LabelValues = readonly string[] | 'open'
export type Labels = Readonly<Record<string, LabelValues>>

export interface Declaration<K extends Kind = Kind, L extends Labels = Labels, U extends Unit | undefined = Unit | undefined> {
  readonly kind: K
  /** One sentence; becomes the HELP line. */
  readonly help: string
  readonly labels: L
  /** Only where the name's suffix does not say it. */
  readonly unit: U
  /** Where the value is read: a file, a view, a command, a function. */
  readonly source: string
  /** Series expected of one exposer; a closed label set is multiplied out when this is left away. */
  readonly series: number | undefined
  /** Upper bounds of a histogram, ascending, without +Inf. */
  readonly buckets: readonly number[] | undefined
}

export interface Metric<N extends string = string, K extends Kind = Kind, L extends Labels = Labels, U extends Unit = Unit> extends Omit<
  Declaration<K, L>,
  'unit'
> {
  readonly name: N
  readonly unit: U
  readonly exposedBy: Exposer
}

/** The unit that a name's suffix states, as the Prometheus naming rules have it; without a suffix it is a count. */
export type UnitOf<N extends string> = N extends `${string}_timestamp_seconds`
  ? 'timestamp'
  : N extends `${string}_seconds` | `${string}_seconds_total`
    ? 'seconds'
    : N extends `${string}_bytes` | `${string}_bytes_total`
      ? 'bytes'
      : N extends `${string}_ratio`
        ? 'ratio'
        : N extends `${string}_celsius`
          ? 'celsius'
          : N extends `${string}_hertz`
            ? 'hertz'
            : 'count'

export type LabelName<M extends { readonly labels: Labels }> = keyof M['labels'] & string

/** What may stand in a label: the closed list where there is one, else any string. */
export type LabelValue<M extends { readonly labels: Labels }, N extends LabelName<M>> = M['labels'][N] extends readonly (infer V)[]
  ? V & string
  : string

/** Every label with its value; none may be left out, so that no series is written half-named. */
export type LabelSet<M extends { readonly labels: Labels }> = { readonly [N in LabelName<M>]: LabelValue<M, N> }

interface Words<L extends Labels, U extends Unit | undefined> {
  readonly help: string
  readonly labels?: L
  readonly unit?: U
  readonly source: string
  readonly series?: number
}

const declare = <K extends Kind, const L extends Labels, U extends Unit | undefined>(
  kind: K,
  words: Words<L, U>,
  buckets?: readonly number[],
): Declaration<K, L, U> =>
  Object.freeze({
    kind,
    help: words.help,
    labels: words.labels ?? ({} as L),
    unit: words.unit as U,
    source: words.source,
    series: words.series,
    buckets,
  })

/* NoInfer: without it the context of `family` would widen the labels and the unit of a declaration to any. */

/** A value that only grows and restarts at zero with its process. */
export const counter = <const L extends Labels = {}, U extends Unit | undefined = undefined>(
  words: Words<L, U>,
): Declaration<'counter', NoInfer<L>, NoInfer<U>> => declare('counter', words)

/** A value that goes up and down. */
export const gauge = <const L extends Labels = {}, U extends Unit | undefined = undefined>(
  words: Words<L, U>,
): Declaration<'gauge', NoInfer<L>, NoInfer<U>> => declare('gauge', words)

/** Observations counted under ascending upper bounds. */
export const histogram = <const L extends Labels = {}, U extends Unit | undefined = undefined>(
  words: Words<L, U> & { readonly buckets: readonly number[] },
): Declaration<'histogram', NoInfer<L>, NoInfer<U>> => declare('histogram', words, words.buckets)

export type Family<D extends Readonly<Record<string, Declaration>>> = {
  readonly [N in keyof D & string]: D[N] extends Declaration<infer K, infer L, infer U>
    ? Metric<N, K, { readonly [P in keyof L]: L[P] }, U extends Unit ? U : UnitOf<N>>
    : never
}

const suffixUnit = (name: string): Unit => {
  if (name.endsWith('_timestamp_seconds')) return 'timestamp'
  return (/_(seconds|bytes)_total$/.exec(name)?.[1] ?? /_(seconds|bytes|ratio|celsius|hertz)$/.exec(name)?.[1] ?? 'count') as Unit
}

/**
 * Gives each declaration its name, its unit and its exposer.
 *
 * @example
 * export const http = family('application', {
 *   http_requests_total: counter({ help: 'HTTP requests answered.', labels: { method: METHODS }, source: 'middleware' }),
 * })
 */
export const family = <const D extends Readonly<Record<string, Declaration>>>(exposedBy: Exposer, declarations: D): Family<D> =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(declarations).map(([name, declaration]) => [
        name,
        Object.freeze({ ...declaration, name, exposedBy, unit: declaration.unit ?? suffixUnit(name) }),
      ]),
    ),
  ) as Family<D>

/** Series one exposer is expected to give, histograms with their buckets, sum and count. */
export const expectedSeries = (metric: Metric): number => {
  const sizes = Object.values(metric.labels).map((values) => (values === 'open' ? 1 : values.length))
  const combinations = metric.series ?? sizes.reduce((product, size) => product * size, 1)
  return metric.kind === 'histogram' ? combinations * ((metric.buckets?.length ?? 0) + 3) : combinations
}
