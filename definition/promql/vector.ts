import type { Duration } from './duration.js'
import type { Node } from './node.js'
import type { Quantity } from './quantity.js'

/** Stands where a call would be wrong; the compiler then prints the sentence. */
export interface Mistake<in out Sentence extends string> {
  readonly mistake: Sentence
}

/** What dividing one dimension by another gives. */
export type Quotient<U extends string, V extends string> = [U, V] extends [V, U]
  ? 'ratio'
  : V extends 'count' | 'ratio'
    ? U
    : U extends `${infer X} per second`
      ? V extends 'count per second'
        ? X
        : `${U} per ${V}`
      : `${U} per ${V}`

/** What a per-second rate of a dimension is; seconds per second are a share of time. */
export type PerSecond<U extends string> = U extends 'seconds' ? 'ratio' : `${U} per second`

export interface JoinOn<On extends string, Bring extends string = never> {
  readonly on: readonly On[]
  /** Labels to copy from the other side; with it, many on this side match one there. */
  readonly groupLeft: readonly Bring[]
}

/**
 * An instant vector: a set of series with exactly the labels `L` and values of dimension `U`.
 * `in out` makes both match exactly; without it two label sets would pass for one another.
 */
export interface Vector<in out L extends string, in out U extends string> {
  readonly node: Node
  readonly labels: readonly L[]
  readonly unit: U

  /** Adds up what differs only in other labels. */
  sum<const B extends L = never>(...by: readonly B[]): Vector<B, U>
  avg<const B extends L = never>(...by: readonly B[]): Vector<B, U>
  min<const B extends L = never>(...by: readonly B[]): Vector<B, U>
  max<const B extends L = never>(...by: readonly B[]): Vector<B, U>
  /** How many series there are. */
  count<const B extends L = never>(...by: readonly B[]): Vector<B, 'count'>
  topk(howMany: number): Vector<L, U>
  bottomk(howMany: number): Vector<L, U>

  /** Divides series by series; both sides keep the same labels. */
  per<V extends string>(total: Vector<L, V>): Vector<L, Quotient<U, V>>
  /** How many times as large: no share of a whole, so it may pass 1. */
  timesAs(other: Vector<L, U>): Vector<L, 'count'>
  /** Divides many series by the one that has the same `on` labels. */
  perJoined<R extends string, V extends string, const On extends L & R, const B extends R = never>(
    total: Vector<R, V>,
    join: JoinOn<On, B>,
  ): Vector<L | B, Quotient<U, V>>
  /** Multiplies with the one series that has the same `on` labels: how an info metric lends its labels. */
  timesJoined<R extends string, const On extends L & R, const B extends R = never>(
    info: Vector<R, 'count'>,
    join: JoinOn<On, B>,
  ): Vector<L | B, U>
  plus(other: Vector<L, U>): Vector<L, U>
  minus(other: Vector<L, U>): Vector<L, U>
  times(factor: number): Vector<L, U>
  /** The same pace, told by the minute: what a person reads where a few happen an hour. */
  readonly perMinute: U extends `${infer X} per second`
    ? () => Vector<L, `${X} per minute`>
    : Mistake<'only a rate has a pace a minute: take rate() first'>
  readonly perHour: U extends `${infer X} per second`
    ? () => Vector<L, `${X} per hour`>
    : Mistake<'only a rate has a pace an hour: take rate() first'>
  /** 1 minus a ratio. */
  readonly complement: U extends 'ratio' ? () => Vector<L, U> : Mistake<'only a ratio has a complement: divide by the whole first'>

  /** Keeps the series over the value. */
  above(limit: Quantity<U>): Vector<L, U>
  below(limit: Quantity<U>): Vector<L, U>
  /** Keeps the series whose value is this one. */
  is(value: number): Vector<L, U>
  /** Keeps the series that the other side has too, by the named labels. */
  and<R extends string, V extends string, const On extends L & R>(other: Vector<R, V>, ...on: readonly On[]): Vector<L, U>
  unless<R extends string, V extends string, const On extends L & R>(other: Vector<R, V>, ...on: readonly On[]): Vector<L, U>
  or(other: Vector<L, U>): Vector<L, U>
  /** The lower of both, and what only one side has. */
  lower(other: Vector<L, U>): Vector<L, U>
  /** The higher of both, and what only one side has. */
  higher(other: Vector<L, U>): Vector<L, U>

  clamp(lowest: number, highest: number): Vector<L, U>
  clampMin(lowest: number): Vector<L, U>
  clampMax(highest: number): Vector<L, U>
  abs(): Vector<L, U>
  /** The same expression that long ago. */
  offset(by: Duration): Vector<L, U>
  /** Seconds until the timestamp; under 0 once it has passed. */
  readonly left: U extends 'timestamp'
    ? () => Vector<L, 'seconds'>
    : Mistake<'only a timestamp has time left: name a metric that ends in _timestamp_seconds'>
  /** Seconds since the timestamp. */
  readonly age: U extends 'timestamp'
    ? () => Vector<L, 'seconds'>
    : Mistake<'only a timestamp has an age: name a metric that ends in _timestamp_seconds'>

  avgOver(window: Duration, step?: Duration): Vector<L, U>
  minOver(window: Duration, step?: Duration): Vector<L, U>
  maxOver(window: Duration, step?: Duration): Vector<L, U>
  sumOver(window: Duration, step?: Duration): Vector<L, U>
  countOver(window: Duration, step?: Duration): Vector<L, 'count'>
  /** What half of the samples lie under: an hour's median does not follow twenty odd minutes, as its mean would. */
  medianOver(window: Duration, step?: Duration): Vector<L, U>
}
