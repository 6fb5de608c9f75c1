/**
 * Where the numbers stand. Each series writes its `name{labels}` once, when it is first used; from then on a request adds to a
 * number and a scrape prints it. Series are found label by label, so that no two can share a key: prom-client builds and
 * hashes a text at every observation, and its key lets two series collide (`a="1,b:2"`).
 */
import type { LabelValues, Metric } from '../definition/catalogue/index.js'
import { histogramKeys, histogramStore, scalarStore, seriesKey, type Slot, type Store, wellFormed } from '../exposition/index.js'

/** Distinct values that an open label may take; whatever comes later is counted under OVERFLOW. */
export const LABEL_BUDGET = 200
export const OVERFLOW = 'other'
const LONGEST_VALUE = 200

/** The one number of a counter or a gauge. */
export type Scalar = Slot

/** A histogram's observations by upper bound, then those above every bound, then the sum. */
export interface Buckets extends Slot {
  readonly bounds: readonly number[]
}

type LabelTexts = Readonly<Record<string, string>>

/** Every series of one metric. */
export interface Family<Series> {
  readonly metric: Metric
  /** The series of these labels, made at its first use. Throws TypeError for a label that the declaration refuses. */
  readonly series: (labels: LabelTexts) => Series
  readonly store: Store
  /** Takes every series away; who holds one must ask for it again. */
  readonly clear: () => void
}

/** Refuses what the declaration refuses and folds what is over the budget. Only new series come here. */
const boundary = (metric: Metric): ((labels: LabelTexts) => LabelTexts) => {
  const seen = new Map<string, Set<string>>()
  const accepted = (name: string, values: LabelValues, value: string): string => {
    if (values !== 'open') {
      if (values.includes(value)) return value
      throw new TypeError(`${metric.name}: label ${name} takes ${values.join(', ')}, not "${value}"`)
    }
    const known = seen.get(name) ?? new Set()
    seen.set(name, known)
    const bounded = wellFormed(value.slice(0, LONGEST_VALUE))
    if (bounded === OVERFLOW || known.has(bounded)) return bounded
    if (known.size >= LABEL_BUDGET) return OVERFLOW
    known.add(bounded)
    return bounded
  }
  return (labels) =>
    Object.fromEntries(Object.entries(metric.labels).map(([name, values]) => [name, accepted(name, values, labels[name] ?? '')]))
}

/** Series by the value of their first label, then of the next. */
interface Branch<Series> {
  readonly branches: Map<string, Branch<Series>>
  series: Series | undefined
}

const branch = <Series>(): Branch<Series> => ({ branches: new Map(), series: undefined })

const grow = <Series>(root: Branch<Series>, names: readonly string[], labels: LabelTexts): Branch<Series> => {
  let at = root
  for (const name of names) {
    const value = labels[name] ?? ''
    const next = at.branches.get(value) ?? branch()
    at.branches.set(value, next)
    at = next
  }
  return at
}

const createFamily = <Series>(
  metric: Metric,
  store: Store,
  create: (names: readonly string[], labels: LabelTexts) => Series,
): Family<Series> => {
  const names = Object.keys(metric.labels)
  const bounded = boundary(metric)
  let root = branch<Series>()
  const admit = (labels: LabelTexts): Series => {
    for (const name of names)
      if (typeof labels[name] !== 'string') throw new TypeError(`${metric.name}: label ${name} needs a text, got ${typeof labels[name]}`)
    const accepted = bounded(labels)
    const leaf = grow(root, names, accepted)
    return (leaf.series ??= create(names, accepted))
  }
  const series = (labels: LabelTexts): Series => {
    let at: Branch<Series> | undefined = root
    for (const name of names) {
      at = at.branches.get(labels[name] as string)
      if (at === undefined) return admit(labels)
    }
    return at.series ?? admit(labels)
  }
  const clear = (): void => {
    root = branch()
    store.truncate(0)
  }
  return Object.freeze({ metric, series, store, clear })
}

/** The series of a counter or a gauge, each at 0 until it is written. */
export const scalarFamily = (metric: Metric): Family<Scalar> => {
  const store = scalarStore(metric)
  return createFamily(metric, store, (names, labels) => store.add(seriesKey(metric.name, names, labels)))
}

/** The series of a histogram. Throws TypeError for a metric without bounds. */
export const histogramFamily = (metric: Metric): Family<Buckets> => {
  const bounds = metric.buckets
  if (bounds === undefined) throw new TypeError(`${metric.name} is no histogram: it declares no buckets`)
  const store = histogramStore(metric, bounds)
  const create = (names: readonly string[], labels: LabelTexts): Buckets => ({
    bounds,
    ...store.add(...histogramKeys(metric.name, bounds, names, labels)),
  })
  return createFamily(metric, store, create)
}

export const add = ({ numbers, at }: Scalar, by: number): void => {
  numbers[at] = (numbers[at] ?? 0) + by
}

export const put = ({ numbers, at }: Scalar, value: number): void => {
  numbers[at] = value
}

/** Counts one observation. A loop, because a dozen bounds are read faster in a row than halved. */
export const observe = ({ numbers, at, bounds }: Buckets, value: number): void => {
  const size = bounds.length
  let index = 0
  // true as well for NaN, which lies above every bound
  while (index < size && !(value <= (bounds[index] ?? 0))) index += 1
  numbers[at + index] = (numbers[at + index] ?? 0) + 1
  numbers[at + size + 1] = (numbers[at + size + 1] ?? 0) + value
}
