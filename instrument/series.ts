/**
 * Where the numbers stand. Each series writes its `name{labels} ` once, when it is first used; from then on a request
 * adds to a number and a scrape prints it. prom-client builds and hashes a label object at every observation, and its
 * key lets two series collide (`a="1,b:2"`); the key here carries the length of each value, so that none can.
 */
import type { LabelValues, Metric } from '../definition/catalogue/index.js'

/** Distinct values that an open label may take; whatever comes later is counted under OVERFLOW. */
export const LABEL_BUDGET = 200
export const OVERFLOW = 'other'
const LONGEST_VALUE = 200

/** The one number of a counter or a gauge. */
export interface Scalar {
  readonly prefix: string
  value: number
}

/** A histogram's observations by upper bound; the last count stands for those above every bound. */
export interface Buckets {
  readonly bounds: readonly number[]
  readonly prefixes: readonly string[]
  readonly counts: number[]
  sum: number
}

type LabelTexts = Readonly<Record<string, string>>

/** Every series of one metric. */
export interface Family<Series> {
  readonly metric: Metric
  /** The series of these labels, made at its first use. Throws TypeError for a label that the declaration refuses. */
  readonly series: (labels: LabelTexts) => Series
  /** HELP, TYPE and one line a sample, each ended by a newline. */
  readonly render: () => string
}

const escapeValue = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

const braces = (pairs: readonly string[]): string => (pairs.length === 0 ? '' : `{${pairs.join(',')}}`)

/** Prints a sample as the text format has it: `NaN`, `+Inf`, `-Inf`, else the shortest decimal. */
const printed = (value: number): string => {
  if (Number.isFinite(value)) return String(value)
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
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
    const bounded = value.slice(0, LONGEST_VALUE)
    if (bounded === OVERFLOW || known.has(bounded)) return bounded
    if (known.size >= LABEL_BUDGET) return OVERFLOW
    known.add(bounded)
    return bounded
  }
  return (labels) =>
    Object.fromEntries(Object.entries(metric.labels).map(([name, values]) => [name, accepted(name, values, labels[name] ?? '')]))
}

const createFamily = <Series>(
  metric: Metric,
  create: (pairs: readonly string[]) => Series,
  write: (series: Series) => string,
): Family<Series> => {
  const names = Object.keys(metric.labels)
  const bounded = boundary(metric)
  const all = new Map<string, Series>()
  const keyOf = (labels: LabelTexts): string => {
    let key = ''
    for (const name of names) {
      const value = labels[name]
      if (typeof value !== 'string') throw new TypeError(`${metric.name}: label ${name} needs a text, got ${typeof value}`)
      key += `${value.length}:${value}`
    }
    return key
  }
  const admit = (labels: LabelTexts): Series => {
    const key = keyOf(labels)
    const series = all.get(key) ?? create(names.map((name) => `${name}="${escapeValue(labels[name] ?? '')}"`))
    all.set(key, series)
    return series
  }
  const head = `# HELP ${metric.name} ${escapeHelp(metric.help)}\n# TYPE ${metric.name} ${metric.kind}\n`
  return Object.freeze({
    metric,
    series: (labels: LabelTexts) => all.get(keyOf(labels)) ?? admit(bounded(labels)),
    render: () => head + [...all.values()].map(write).join(''),
  })
}

/** The series of a counter or a gauge, each at 0 until it is written. */
export const scalarFamily = (metric: Metric): Family<Scalar> =>
  createFamily(
    metric,
    (pairs) => ({ prefix: `${metric.name}${braces(pairs)} `, value: 0 }),
    (series) => `${series.prefix}${printed(series.value)}\n`,
  )

const writeBuckets = ({ prefixes, counts, sum }: Buckets): string => {
  let text = ''
  let total = 0
  for (const [index, count] of counts.entries()) {
    total += count
    text += `${prefixes[index]}${total}\n`
  }
  return `${text}${prefixes[counts.length]}${printed(sum)}\n${prefixes[counts.length + 1]}${total}\n`
}

/** The series of a histogram. Throws TypeError for a metric without bounds. */
export const histogramFamily = (metric: Metric): Family<Buckets> => {
  const bounds = metric.buckets
  if (bounds === undefined) throw new TypeError(`${metric.name} is no histogram: it declares no buckets`)
  return createFamily(
    metric,
    (pairs) => ({
      bounds,
      prefixes: [
        ...[...bounds.map(String), '+Inf'].map((bound) => `${metric.name}_bucket${braces([...pairs, `le="${bound}"`])} `),
        `${metric.name}_sum${braces(pairs)} `,
        `${metric.name}_count${braces(pairs)} `,
      ],
      counts: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
    }),
    writeBuckets,
  )
}

/** Counts one observation. A loop, because a dozen bounds are read faster in a row than halved. */
export const observe = (buckets: Buckets, value: number): void => {
  let index = 0
  for (const bound of buckets.bounds) {
    if (value <= bound) break
    index += 1
  }
  buckets.counts[index] = (buckets.counts[index] ?? 0) + 1
  buckets.sum += value
}
