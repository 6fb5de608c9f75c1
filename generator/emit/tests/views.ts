import type { Limit, Place, TestSeries } from '../../../definition/thresholds/index.js'
import { placeText, standsFor } from '../../../definition/thresholds/index.js'

/** A test of promtool's format. */
export interface NamedTest extends Readonly<Record<string, unknown>> {
  readonly name: string
}

/** A limit as some of its series meet it: one value a level, and an example that lies among those series. */
export interface View {
  readonly limit: Limit
  /** Stands behind the name of each test. */
  readonly suffix: string
}

const relabelled = (series: TestSeries, labels: Place): TestSeries => ({
  ...series,
  labels: Object.fromEntries(Object.entries(series.labels).map(([label, value]) => [label, labels[label] ?? value])),
})

const lyingAt = (limit: Limit, place: Place): Limit => {
  const of = { ...limit.example.of, ...place }
  return {
    ...limit,
    levels: limit.levels.filter((level) => standsFor(level, of)).map(({ only: _only, except: _except, ...level }) => level),
    example: { ...limit.example, of, from: (value) => limit.example.from(value).map((series) => relabelled(series, place)) },
  }
}

/** The example's labels, where an exception names them changed until none does. */
const elsewhere = ({ example }: Limit, exceptions: readonly Place[]): Place => {
  const unlike = (label: string, value: string): string =>
    exceptions.some((place) => place[label] === value) ? unlike(label, `${value}-other`) : value
  const named = new Set(exceptions.flatMap((place) => Object.keys(place)))
  return Object.fromEntries(
    Object.entries(example.of)
      .filter(([label]) => named.has(label))
      .map(([label, value]) => [label, unlike(label, value)]),
  )
}

const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [JSON.stringify(Object.entries(place).toSorted()), place])).values(),
]

/** The limit itself; where a site gives some series values of their own, a view for each of them and one for all others. */
export const viewsOf = (limit: Limit): readonly View[] => {
  const exceptions = distinct(limit.levels.flatMap(({ only }) => (only ? [only] : [])))
  if (exceptions.length === 0) return [{ limit, suffix: '' }]
  return [
    { limit: lyingAt(limit, elsewhere(limit, exceptions)), suffix: ', where no exception holds' },
    ...exceptions.map((place) => ({ limit: lyingAt(limit, place), suffix: `, where ${placeText(place)}` })),
  ]
}
