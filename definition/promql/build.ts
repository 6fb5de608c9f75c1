/* The one marked file of promql/ that asserts types: the methods below are checked by the interfaces they fill, and
   each makes one node. Everything outside sees only Vector, Counter, Gauge and Histogram. */
import type { Labels, Metric } from '../catalogue/index.js'
import type { Duration } from './duration.js'
import type { Counter, Gauge, Histogram, Match, Matcher, Queries, TargetLabel } from './metric-query.js'
import { aggregate, binary, call, literal, range, rawText, rebuildChildren, selector, subquery } from './node.js'
import type { Join, LabelMatch, Node, Operator, Selector } from './node.js'
import type { Quantity } from './quantity.js'
import type { Vector } from './vector.js'

type AnyVector = Vector<string, string>
type Shape = { readonly labels: readonly string[]; readonly unit: string }

const TARGET_LABELS: readonly TargetLabel[] = ['job', 'instance', 'service']

const divided = (unit: string, by: string): string => {
  if (unit === by) return 'ratio'
  if (by === 'count' || by === 'ratio') return unit
  return by === 'count per second' && unit.endsWith(' per second') ? unit.replace(' per second', '') : `${unit} per ${by}`
}

const perSecondOf = (unit: string): string => (unit === 'seconds' ? 'ratio' : `${unit} per second`)

/** A subquery moves with all that is in it: what it holds is not moved once more. */
const shifted = (node: Node, by: Duration): Node =>
  node.type === 'selector' || node.type === 'subquery'
    ? Object.freeze({ ...node, offset: joinedOffset(node.offset, by) })
    : rebuildChildren(node, (child) => shifted(child, by))

const joinedOffset = (present: Duration | undefined, by: Duration): Duration => {
  if (present) throw new TypeError(`the expression is already offset by ${present}: give one offset`)
  return by
}

/** Samples of a plain series are read as they are, unless a step asks for fewer of them. */
const windowed = (node: Node, window: Duration, step: Duration | undefined): Node =>
  node.type === 'selector' && !step ? range(node, window, false) : subquery(node, window, step ?? '1m')

const aggregations = (node: Node, { unit }: Shape) => {
  const by =
    (name: string, resultUnit = unit) =>
    (...labels: readonly string[]) =>
      vector(aggregate(name, labels, node), { labels, unit: resultUnit })
  return { sum: by('sum'), avg: by('avg'), min: by('min'), max: by('max'), count: by('count', 'count') }
}

const arithmetic = (node: Node, { labels, unit }: Shape) => {
  const same = (operator: Operator) => (other: AnyVector) => vector(binary(operator, node, other.node), { labels, unit })
  const joined = (operator: Operator, resultUnit: (other: AnyVector) => string) => (other: AnyVector, join: Join) =>
    vector(binary(operator, node, other.node, join), { labels: [...labels, ...(join.groupLeft ?? [])], unit: resultUnit(other) })
  return {
    plus: same('+'),
    minus: same('-'),
    per: (total: AnyVector) => vector(binary('/', node, total.node), { labels, unit: divided(unit, total.unit) }),
    timesAs: (other: AnyVector) => vector(binary('/', node, other.node), { labels, unit: 'count' }),
    perJoined: joined('/', (total) => divided(unit, total.unit)),
    timesJoined: joined('*', () => unit),
    times: (factor: number) => vector(binary('*', node, literal(factor)), { labels, unit }),
    perMinute: () => vector(binary('*', node, literal(60)), { labels, unit: unit.replace(/ per second$/, ' per minute') }),
    perHour: () => vector(binary('*', node, literal(3600)), { labels, unit: unit.replace(/ per second$/, ' per hour') }),
    complement: () => vector(binary('-', literal(1), node), { labels, unit }),
  }
}

const filters = (node: Node, shape: Shape) => {
  const compare = (operator: Operator) => (limit: Quantity) => vector(binary(operator, node, literal(limit.value)), shape)
  const set =
    (operator: Operator) =>
    (other: AnyVector, ...on: readonly string[]) =>
      vector(binary(operator, node, other.node, { on }), shape)
  const either =
    (operator: Operator) =>
    ({ node: other }: AnyVector) =>
      vector(binary('or', binary('or', binary(operator, node, other), other), node), shape)
  return {
    lower: either('<'),
    higher: either('>'),
    above: compare('>'),
    below: compare('<'),
    is: (value: number) => vector(binary('==', node, literal(value)), shape),
    and: set('and'),
    unless: set('unless'),
    or: (other: AnyVector) => vector(binary('or', node, other.node), shape),
  }
}

const functions = (node: Node, shape: Shape) => {
  const over =
    (name: string, unit = shape.unit) =>
    (window: Duration, step?: Duration) =>
      vector(call(name, windowed(node, window, step)), { ...shape, unit })
  const clamped = (name: string, ...bounds: readonly number[]) => vector(call(name, node, ...bounds.map(literal)), shape)
  return {
    topk: (howMany: number) => vector(aggregate('topk', [], node, literal(howMany)), shape),
    bottomk: (howMany: number) => vector(aggregate('bottomk', [], node, literal(howMany)), shape),
    clamp: (lowest: number, highest: number) => clamped('clamp', lowest, highest),
    clampMin: (lowest: number) => clamped('clamp_min', lowest),
    clampMax: (highest: number) => clamped('clamp_max', highest),
    abs: () => vector(call('abs', node), shape),
    offset: (by: Duration) => vector(shifted(node, by), shape),
    left: () => vector(binary('-', node, call('time')), { ...shape, unit: 'seconds' }),
    age: () => vector(binary('-', call('time'), node), { ...shape, unit: 'seconds' }),
    avgOver: over('avg_over_time'),
    minOver: over('min_over_time'),
    maxOver: over('max_over_time'),
    sumOver: over('sum_over_time'),
    countOver: over('count_over_time', 'count'),
    medianOver: (window: Duration, step?: Duration) =>
      vector(call('quantile_over_time', literal(0.5), windowed(node, window, step)), shape),
  }
}

const vector = (node: Node, shape: Shape): AnyVector =>
  Object.freeze({
    node,
    ...shape,
    ...aggregations(node, shape),
    ...arithmetic(node, shape),
    ...filters(node, shape),
    ...functions(node, shape),
  }) as unknown as AnyVector

const labelMatch = ([label, value]: readonly [string, string | Matcher]): LabelMatch =>
  Object.freeze(typeof value === 'string' ? { label, operator: '=', value } : { label, ...value })

const narrowed = <M extends { readonly labels: Labels }>(from: Selector, match: Match<M>): Selector =>
  selector(from.metric, [...from.matches, ...Object.entries(match as Record<string, string | Matcher>).map(labelMatch)], from.labels)

const shapeOf = (metric: Metric, unit: string): Shape => ({ labels: [...Object.keys(metric.labels), ...TARGET_LABELS], unit })

const counterQuery = (metric: Metric, from: Selector): Counter<Metric> =>
  Object.freeze({
    metric,
    where: (match: Match<Metric>) => counterQuery(metric, narrowed(from, match)),
    rate: (over: Duration) => vector(call('rate', range(from, over, true)), shapeOf(metric, perSecondOf(metric.unit))),
    increase: (over: Duration) => vector(call('increase', range(from, over, false)), shapeOf(metric, metric.unit)),
  }) as unknown as Counter<Metric>

const gaugeQuery = (metric: Metric, from: Selector): Gauge<Metric> => {
  const overRange = (name: string, over: Duration, unit: string, ...more: readonly Node[]) =>
    vector(call(name, range(from, over, false), ...more), shapeOf(metric, unit))
  return Object.freeze({
    ...vector(from, shapeOf(metric, metric.unit)),
    metric,
    where: (match: Match<Metric>) => gaugeQuery(metric, narrowed(from, match)),
    delta: (over: Duration) => overRange('delta', over, metric.unit),
    deriv: (over: Duration) => overRange('deriv', over, `${metric.unit} per second`),
    predictLinear: (over: Duration, ahead: Quantity<'seconds'>) => overRange('predict_linear', over, metric.unit, literal(ahead.value)),
    changes: (over: Duration) => overRange('changes', over, 'count'),
    ahead: () => vector(binary('-', from, call('timestamp', from)), shapeOf(metric, 'seconds')),
  }) as unknown as Gauge<Metric>
}

/** Prometheus 2 keeps le="1", Prometheus 3 writes "1.0"; both are matched. */
const boundMatch = (bound: number): LabelMatch =>
  Number.isInteger(bound) ? { label: 'le', operator: '=~', value: `${bound}(\\.0)?` } : { label: 'le', operator: '=', value: String(bound) }

const checkedBound = (metric: Metric, bound: Quantity): number => {
  if (!metric.buckets?.includes(bound.value))
    throw new TypeError(
      `${bound.text} is no bound of ${metric.name}: choose one of ${metric.buckets?.join(', ')} or add it to the catalogue`,
    )
  return bound.value
}

const histogramQuery = (metric: Metric, from: Selector): Histogram<Metric> => {
  const part = (suffix: string, over: Duration, ...extra: readonly LabelMatch[]) =>
    call('rate', range(selector(`${metric.name}_${suffix}`, [...from.matches, ...extra]), over, true))
  const summed = (suffix: string, over: Duration, by: readonly string[]) => aggregate('sum', by, part(suffix, over))
  const rates = shapeOf(metric, 'count per second')
  return Object.freeze({
    metric,
    where: (match: Match<Metric>) => histogramQuery(metric, narrowed(from, match)),
    quantile: (q: number, over: Duration, ...by: readonly string[]) =>
      vector(call('histogram_quantile', literal(q), summed('bucket', over, ['le', ...by])), { labels: by, unit: metric.unit }),
    mean: (over: Duration, ...by: readonly string[]) =>
      vector(binary('/', summed('sum', over, by), summed('count', over, by)), { labels: by, unit: metric.unit }),
    rate: (over: Duration) => vector(part('count', over), rates),
    rateWithin: (bound: Quantity, over: Duration) => vector(part('bucket', over, boundMatch(checkedBound(metric, bound))), rates),
  }) as unknown as Histogram<Metric>
}

const queryOf = (metric: Metric): unknown => {
  const from = selector(metric.name, [], metric.exposedBy === 'rules' ? Object.keys(metric.labels) : undefined)
  if (metric.kind === 'counter') return counterQuery(metric, from)
  return metric.kind === 'histogram' ? histogramQuery(metric, from) : gaugeQuery(metric, from)
}

/**
 * Makes every metric of a catalogue askable by its name.
 *
 * @example
 * const { http_requests_total: requests } = query(metrics)
 * requests.where({ status_code: matches('5..') }).rate('5m').sum('route')
 */
export const query = <const C extends Readonly<Record<string, Metric>>>(catalogue: C): Queries<C> =>
  Object.freeze(Object.fromEntries(Object.entries(catalogue).map(([name, metric]) => [name, queryOf(metric)]))) as Queries<C>

/** A series that a recording rule writes: its labels and its dimension are those of the expression it records. */
export const recorded = <L extends string, U extends string>(name: string, like: Vector<L, U>): Vector<L, U> =>
  vector(selector(name, [], like.labels), { labels: like.labels, unit: like.unit }) as unknown as Vector<L, U>

/** 1 for as long as the gauge has no series; it carries no label. */
export const absent = (of: { readonly node: Node }): Vector<never, 'count'> =>
  vector(call('absent', of.node), { labels: [], unit: 'count' }) as unknown as Vector<never, 'count'>

/** One series without labels that is always there. */
export const constant = (value: number): Vector<never, 'count'> =>
  vector(call('vector', literal(value)), { labels: [], unit: 'count' }) as unknown as Vector<never, 'count'>

/**
 * PromQL that the builder cannot say. Nothing in the text is checked by the compiler, so each use is counted by a
 * test and carries a comment that says why it is needed.
 */
export const raw = <L extends string, U extends string>(text: string, labels: readonly L[], unit: U): Vector<L, U> =>
  vector(rawText(text), { labels, unit }) as unknown as Vector<L, U>
