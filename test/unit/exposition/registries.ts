/** Registries made at random, the same in every run, filled alike in prom-client and in ours. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { counter, family, gauge, histogram, type Metric } from '../../../definition/catalogue/index.js'
import { counterOf, createInstruments, gaugeOf, histogramOf, type Instruments } from '../../../instrument/index.js'
import { pick, textOf } from '../exporter/random.js'

type Random = () => number
type Labels = Readonly<Record<string, string>>

export interface Pair {
  readonly theirs: Registry
  readonly ours: Instruments
  readonly metrics: readonly Metric[]
  /** What was set last, for gauges. */
  readonly gauges: readonly { readonly metric: Metric; readonly labels: Labels; readonly value: number }[]
  /** Label sets that were left out, because prom-client takes them for another one's. */
  readonly merged: number
}

const LETTERS = '\\"\n\r\t,:{}=# aé☃𝄞1'
const ALWAYS = [
  0,
  -0,
  1,
  0.1,
  1.5e-9,
  5e-324,
  1e21,
  1.7976931348623157e308,
  2 ** 53,
  2 ** 53 + 2,
  123456789012345680000,
  1e-7,
  0.000001,
  1e15 + 0.5,
]
const NOT_FINITE = [Number.NaN, Infinity, -Infinity]

const numberOf = (random: Random): number => {
  const kind = random()
  if (kind < 0.2) return pick(random, ALWAYS)
  if (kind < 0.4) return Math.floor(random() * 10 ** Math.floor(random() * 17))
  if (kind < 0.6) return Math.round(random() * 1e8) / 10 ** Math.floor(random() * 9)
  return random() * 10 ** Math.floor(random() * 40 - 20)
}

/** The key under which prom-client keeps a series. */
const keyOf = (labels: Labels): string =>
  Object.keys(labels)
    .sort()
    .map((name) => `${name}:${labels[name]},`)
    .join('')

const labelSets = (random: Random, names: readonly string[]) => {
  const seen = new Set<string>()
  let merged = 0
  const sets: Labels[] = []
  for (let index = 0; index < 1 + Math.floor(random() * 6); index += 1) {
    const labels = Object.fromEntries(names.map((name) => [name, textOf(random, LETTERS, 6)]))
    if (sets.some((one) => JSON.stringify(one) === JSON.stringify(labels))) continue
    if (seen.has(keyOf(labels))) merged += 1
    else sets.push(labels)
    seen.add(keyOf(labels))
  }
  return { sets, merged }
}

const declared = (random: Random, name: string) => {
  const labelNames = ['zone', 'a', 'method'].slice(0, Math.floor(random() * 4))
  const words = {
    help: `About ${textOf(random, LETTERS, 8)}.`,
    source: 'test',
    labels: Object.fromEntries(labelNames.map((one) => [one, 'open' as const])),
  } as const
  const bounds = [...new Set(Array.from({ length: 1 + Math.floor(random() * 5) }, () => Math.abs(numberOf(random))))].sort(
    (one, other) => one - other,
  )
  const declaration = pick(random, [() => counter(words), () => gauge(words), () => histogram({ ...words, buckets: bounds })])()
  const metric = family('application', { [name]: declaration })[name] as unknown as Metric
  return { metric, labelNames, bounds }
}

/** Fills one metric in both. */
const fill = (random: Random, pair: { theirs: Registry; ours: Instruments }, name: string) => {
  const { metric, labelNames, bounds } = declared(random, name)
  const { sets, merged } = labelSets(random, labelNames)
  const common = { name, help: metric.help, labelNames, registers: [pair.theirs] }
  const gauges: Pair['gauges'][number][] = []
  const both = {
    counter: () => ({ theirs: new Counter(common), ours: counterOf(pair.ours, metric as Metric<string, 'counter'>) }),
    gauge: () => ({ theirs: new Gauge(common), ours: gaugeOf(pair.ours, metric as Metric<string, 'gauge'>) }),
    histogram: () => ({
      theirs: new Histogram({ ...common, buckets: bounds }),
      ours: histogramOf(pair.ours, metric as Metric<string, 'histogram'>),
    }),
  }[metric.kind]()
  for (const labels of sets) {
    for (let time = 0; time < 1 + random() * 3; time += 1) {
      const value = metric.kind === 'counter' ? Math.abs(numberOf(random)) : numberOf(random) * pick(random, [1, -1])
      if ('observe' in both.ours) {
        both.ours.observe(labels, value)
        ;(both.theirs as Histogram).observe(labels, value)
      } else if ('set' in both.ours) {
        const any = random() < 0.2 ? pick(random, NOT_FINITE) : value
        both.ours.set(labels, any)
        ;(both.theirs as Gauge).set(labels, any)
        if (time === 0) gauges.push({ metric, labels, value: any })
        else gauges[gauges.length - 1] = { metric, labels, value: any }
      } else {
        both.ours.inc(labels, value)
        ;(both.theirs as Counter).inc(labels, value)
      }
    }
  }
  return { metric, merged, gauges }
}

export const makePair = (random: Random, round: number): Pair => {
  const pair = { theirs: new Registry(), ours: createInstruments() }
  const filled = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, index) => fill(random, pair, `m${round}_${index}`))
  return {
    ...pair,
    metrics: filled.map(({ metric }) => metric),
    gauges: filled.flatMap(({ gauges }) => gauges),
    merged: filled.reduce((sum, { merged }) => sum + merged, 0),
  }
}
