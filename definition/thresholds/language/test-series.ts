import type { LabelSet, Labels, Metric } from '../../catalogue/index.js'
import type { TargetLabel } from '../../promql/index.js'

/** One raw series of a generated rule test: it stands at a value, or begins at one and grows by the value every second. */
export interface TestSeries {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly shape: 'stands' | 'grows'
  readonly value: number
  /** Where a series that grows begins; at 0 when left away. */
  readonly start?: number
  /** Its growth a second in the past that the example names. */
  readonly before?: number
}

export type SeriesLabels<M extends { readonly labels: Labels }> = LabelSet<M> & { readonly [N in TargetLabel]?: string }

type Named = Pick<Metric, 'name' | 'labels' | 'buckets'>

const series = (shape: TestSeries['shape'], name: string, labels: object, value: number): TestSeries =>
  Object.freeze({ name, labels: Object.freeze({ ...labels }) as Readonly<Record<string, string>>, shape, value })

/** A gauge that stays at a value. */
export const stands = <M extends Named>(metric: M, labels: SeriesLabels<M>, value: number): TestSeries =>
  series('stands', metric.name, labels, value)

/** A counter that grows by so much a second. */
export const grows = <M extends Named>(metric: M, labels: SeriesLabels<M>, perSecond: number): TestSeries =>
  series('grows', metric.name, labels, perSecond)

/** A counter that grew by `before` a second, and since the past ended grows by so much. */
export const grew = <M extends Named>(metric: M, labels: SeriesLabels<M>, before: number, perSecond: number): TestSeries =>
  Object.freeze({ ...series('grows', metric.name, labels, perSecond), before })

/** A timestamp that is always so many seconds ahead of the test's clock, or behind it. */
export const ticks = <M extends Named>(metric: M, labels: SeriesLabels<M>, ahead: number): TestSeries =>
  Object.freeze({ ...series('grows', metric.name, labels, 1), start: ahead })

const bucketRates = (metric: Named, rateUpTo: (bound: number) => number): readonly (readonly [string, number])[] => [
  ...(metric.buckets ?? []).map((bound) => [String(bound), rateUpTo(bound)] as const),
  ['+Inf', rateUpTo(Number.POSITIVE_INFINITY)] as const,
]

const histogramSeries = (metric: Named, labels: object, mean: number, rateUpTo: (bound: number) => number): readonly TestSeries[] => {
  const all = rateUpTo(Number.POSITIVE_INFINITY)
  return [
    ...bucketRates(metric, rateUpTo).map(([le, rate]) => series('grows', `${metric.name}_bucket`, { ...labels, le }, rate)),
    series('grows', `${metric.name}_count`, labels, all),
    series('grows', `${metric.name}_sum`, labels, all * mean),
  ]
}

/** Observations, so many a second, whose mean is `mean` and which all lie at it. */
export const observes = <M extends Named>(metric: M, labels: SeriesLabels<M>, mean: number, perSecond: number): readonly TestSeries[] =>
  histogramSeries(metric, labels, mean, (bound) => (bound >= mean ? perSecond : 0))

/** Observations of which the share `within` lies at or under `bound`. */
export const observesShare = <M extends Named>(
  metric: M,
  labels: SeriesLabels<M>,
  bound: number,
  within: number,
  perSecond: number,
): readonly TestSeries[] => {
  const last = Number.POSITIVE_INFINITY
  return histogramSeries(metric, labels, bound, (upTo) => (upTo === last ? perSecond : upTo >= bound ? perSecond * within : 0))
}

/** Observations whose quantile `q`, interpolated as Prometheus does it, is `value`. */
export const observesQuantile = <M extends Named>(
  metric: M,
  labels: SeriesLabels<M>,
  q: number,
  value: number,
  perSecond: number,
): readonly TestSeries[] => {
  const bounds = [0, ...(metric.buckets ?? [])]
  const upper = bounds.find((bound) => bound >= value) ?? Number.POSITIVE_INFINITY
  const lower = bounds.findLast((bound) => bound < value) ?? 0
  const position = (value - lower) / (upper - lower)
  const [under, upTo] = position < q ? [(q - position) / (1 - position), 1] : [0, q / position]
  const share = (bound: number): number => (bound < lower ? 0 : bound < upper ? under : bound === Number.POSITIVE_INFINITY ? 1 : upTo)
  return histogramSeries(metric, labels, value, (bound) => perSecond * share(bound))
}
