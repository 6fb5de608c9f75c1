import type { Duration, Quantity, Vector } from '../../promql/index.js'
import type { Condition, Level, Limit, Priority, RecordingRule } from './limit.js'
import { operationsOf, recordName, snakeCase } from './names.js'
import type { TestSeries } from './test-series.js'
import type { Saying } from './words.js'
import { wordsOf } from './words.js'

/** One bound and no more: a value that is too high and too low at once would never be right. */
type Bound<U extends string> =
  | { readonly above: Quantity<U>; readonly below?: never; readonly for: Duration }
  | { readonly below: Quantity<U>; readonly above?: never; readonly for: Duration }

type Levels<U extends string> = { readonly [P in Priority]?: Bound<U> }

/** At least one level must be given; which one is free. */
type SomeLevel<U extends string> = { readonly [P in Priority]: Levels<U> & { readonly [Q in P]: Bound<U> } }[Priority]

export interface Guard<L extends string, V extends string> {
  readonly signal: Vector<L, V>
  readonly above: Quantity<V>
}

export type ThresholdOptions<L extends string, U extends string, V extends string> = SomeLevel<U> &
  Saying<L> & {
    /** Below so much traffic the alert stays silent: one failed request at 3 a.m. wakes nobody. */
    readonly atLeast?: Guard<L, V>
    /** Records that the signal reads, each after those that it reads itself. */
    readonly reads?: readonly RecordingRule[]
    readonly example: {
      readonly of: { readonly [N in L]: string }
      /** Raw series that bring the signal to the value, with more than enough traffic. */
      readonly from: (value: number) => readonly TestSeries[]
      /** How long the past lasts in which raw series grew otherwise; less than the signal can look back on saves promtool's time. */
      readonly past?: Duration
    }
  }

const PRIORITIES: readonly Priority[] = ['P0', 'P1', 'P2', 'P3']

const conditionOf = <U extends string>(record: string, bound: Bound<U>): Condition =>
  bound.above
    ? { record, comparison: 'above', value: bound.above as unknown as Quantity }
    : { record, comparison: 'below', value: bound.below as unknown as Quantity }

const guardOf = <L extends string, V extends string>(
  name: string,
  guard: Guard<L, V> | undefined,
): { readonly rules: readonly RecordingRule[]; readonly conditions: readonly Condition[] } => {
  if (!guard) return { rules: [], conditions: [] }
  const record = recordName(guard.signal.labels, `${snakeCase(name)}_guard`, operationsOf(guard.signal.node))
  return {
    rules: [{ record, node: guard.signal.node }],
    conditions: [{ record, comparison: 'above', value: guard.above as unknown as Quantity }],
  }
}

const levelsOf = <U extends string>(levels: Levels<U>, record: string, guards: readonly Condition[]): readonly Level[] =>
  PRIORITIES.flatMap((priority) => {
    const bound = levels[priority]
    return bound ? [{ priority, conditions: [conditionOf(record, bound), ...guards], for: bound.for, labels: {} }] : []
  })

/**
 * A signal that is too high or too low, at up to four levels of urgency.
 *
 * @example
 * threshold('HttpErrorRatioHigh', failed.per(served), { P0: { above: percent(2), for: '2m' }, … })
 */
export const threshold = <L extends string, U extends string, V extends string = string>(
  name: string,
  signal: Vector<L, U>,
  options: ThresholdOptions<NoInfer<L>, NoInfer<U>, V>,
): Limit => {
  const record = recordName(signal.labels, snakeCase(name), operationsOf(signal.node))
  const guard = guardOf(name, options.atLeast)
  return Object.freeze({
    kind: 'threshold',
    name,
    ...wordsOf(options, signal.labels),
    labels: signal.labels,
    unit: signal.unit,
    signal: record,
    records: [...(options.reads ?? []), { record, node: signal.node }, ...guard.rules],
    levels: levelsOf(options, record, guard.conditions),
    example: options.example,
  })
}
