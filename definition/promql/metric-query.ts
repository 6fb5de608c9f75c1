import type { LabelName, LabelValue, Labels, Metric } from '../catalogue/index.js'
import type { Duration } from './duration.js'
import type { MatchOperator } from './node.js'
import type { Quantity } from './quantity.js'
import type { Mistake, PerSecond, Vector } from './vector.js'

/** The labels that Prometheus adds from the scrape configuration. */
export type TargetLabel = 'job' | 'instance' | 'service'

export interface Matcher {
  readonly operator: MatchOperator
  readonly value: string
}

/** Matches by a regular expression of Prometheus: RE2, anchored at both ends. */
export const matches = (pattern: string): Matcher => Object.freeze({ operator: '=~', value: pattern })
export const excludes = (pattern: string): Matcher => Object.freeze({ operator: '!~', value: pattern })
export const not = (value: string): Matcher => Object.freeze({ operator: '!=', value })

type Dimensioned<U extends string> = { readonly name: string; readonly labels: Labels; readonly unit: U }

export type Match<M extends { readonly labels: Labels }> = {
  readonly [N in LabelName<M>]?: LabelValue<M, N> | Matcher
} & { readonly [N in TargetLabel]?: string | Matcher }

/** Closes the hole that an object held in a variable leaves: excess properties are only seen on literals. */
type Exact<W, M extends { readonly labels: Labels }> = {
  readonly [P in Exclude<keyof W & string, LabelName<M> | TargetLabel>]: Mistake<`this metric has no label ${P}`>
}

export type LabelsOf<M extends { readonly labels: Labels }> = LabelName<M> | TargetLabel

interface Selecting<M extends Dimensioned<string>, Self> {
  readonly metric: M
  where<const W extends Match<M>>(match: W & Exact<W, M>): Self
}

export interface Counter<M extends Dimensioned<string>> extends Selecting<M, Counter<M>> {
  /** Growth a second, averaged over the window, restarts counted. */
  rate(over: Duration): Vector<LabelsOf<M>, PerSecond<M['unit']>>
  /** Growth over the window. */
  increase(over: Duration): Vector<LabelsOf<M>, M['unit']>
  readonly sum: Mistake<'a counter only grows: take its rate() or increase() before summing'>
  readonly per: Mistake<'a counter only grows: take its rate() or increase() before dividing'>
  readonly above: Mistake<'a counter only grows and would stay above for ever: take its rate() or increase() first'>
  readonly predictLinear: Mistake<'a counter only grows: a forecast needs a gauge'>
}

export interface Gauge<M extends Dimensioned<string>> extends Selecting<M, Gauge<M>>, Vector<LabelsOf<M>, M['unit']> {
  readonly rate: Mistake<'a gauge goes up and down, so its rate() means nothing: use delta() or deriv()'>
  readonly increase: Mistake<'a gauge goes up and down, so its increase() means nothing: use delta() or deriv()'>
  /** Change over the window. */
  delta(over: Duration): Vector<LabelsOf<M>, M['unit']>
  /** Slope a second, by least squares over the window. */
  deriv(over: Duration): Vector<LabelsOf<M>, `${M['unit']} per second`>
  /** The value that the line through the window reaches after `ahead`. */
  predictLinear(over: Duration, ahead: Quantity<'seconds'>): Vector<LabelsOf<M>, M['unit']>
  /** How often the value changed in the window. */
  changes(over: Duration): Vector<LabelsOf<M>, 'count'>
  /** By how much the timestamp is ahead of the moment at which it was scraped; under 0 where it is behind. */
  readonly ahead: M['unit'] extends 'timestamp'
    ? () => Vector<LabelsOf<M>, 'seconds'>
    : Mistake<'only a timestamp is ahead of its scrape: name a metric that ends in _timestamp_seconds'>
}

export interface Histogram<M extends Dimensioned<string>> extends Selecting<M, Histogram<M>> {
  /** The value under which a share `q` of the observations lies, by the named labels. */
  quantile<const B extends LabelsOf<M> = never>(q: number, over: Duration, ...by: readonly B[]): Vector<B, M['unit']>
  /** The mean of the observations, by the named labels. */
  mean<const B extends LabelsOf<M> = never>(over: Duration, ...by: readonly B[]): Vector<B, M['unit']>
  /** Observations a second. */
  rate(over: Duration): Vector<LabelsOf<M>, 'count per second'>
  /** Observations a second at or under a bound, which must be one of the histogram's own. */
  rateWithin(bound: Quantity<M['unit']>, over: Duration): Vector<LabelsOf<M>, 'count per second'>
  readonly sum: Mistake<'a histogram is many series: take its quantile(), mean() or rate() first'>
  readonly above: Mistake<'a histogram is many series: take its quantile(), mean() or rate() first'>
}

export type QueryOf<M> =
  M extends Metric<infer _N, infer K, infer _L, infer _U>
    ? K extends 'counter'
      ? Counter<M>
      : K extends 'histogram'
        ? Histogram<M>
        : Gauge<M>
    : never

export type Queries<C extends Readonly<Record<string, Metric>>> = { readonly [N in keyof C]: QueryOf<C[N]> }
