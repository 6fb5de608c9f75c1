import type { Duration, Vector } from '../../promql/index.js'
import { constant } from '../../promql/index.js'
import type { Level, Limit, Priority } from './limit.js'
import { recordName, snakeCase } from './names.js'
import type { TestSeries } from './test-series.js'
import type { Saying } from './words.js'
import { wordsOf } from './words.js'

export interface HeartbeatOptions<L extends string> extends Saying<L> {
  readonly priority: Priority
  readonly for: Duration
  /** What should be seen, a series each: the panel shows it as there while nothing is missing. */
  readonly expected: Vector<L, 'count'>
  readonly example: {
    readonly of: { readonly [N in L]: string }
    /** Raw series in which the thing is missing (0) or seen (1). */
    readonly from: (seen: number) => readonly TestSeries[]
    /** Raw series when it has vanished altogether, not only gone quiet. */
    readonly gone: readonly TestSeries[]
  }
}

/**
 * Something that must be seen and is not: each series of `missing` is one of them. Because it names what is
 * expected, it fires for what is down and for what is gone altogether.
 */
export const heartbeat = <L extends string>(name: string, missing: Vector<L, 'count'>, options: HeartbeatOptions<L>): Limit => {
  const record = recordName(missing.labels, snakeCase(name), 'missing')
  const level: Level = { priority: options.priority, conditions: [], for: options.for, labels: {} }
  return Object.freeze({
    kind: 'heartbeat',
    name,
    ...wordsOf(options, missing.labels),
    labels: missing.labels,
    unit: 'count',
    signal: record,
    records: [{ record, node: missing.node }],
    levels: [level],
    expected: options.expected.node,
    example: options.example,
  })
}

/** The alert that always fires: when it stops arriving, the way from Prometheus to people is broken. */
export const watchdog = (saying: Saying<never>): Limit =>
  Object.freeze<Limit>({
    kind: 'watchdog',
    name: 'Watchdog',
    ...wordsOf(saying, []),
    labels: [],
    unit: 'count',
    signal: recordName([], 'watchdog', 'always'),
    records: [{ record: recordName([], 'watchdog', 'always'), node: constant(1).node }],
    levels: [{ priority: 'P3', conditions: [], for: '0s', labels: {} }],
    example: { of: {}, from: () => [] },
  })
