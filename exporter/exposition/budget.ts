import { seriesKey, type Steps } from '../../exposition/index.js'
import type { FamilyHead, SampledFamily, Series } from './buffer.js'

const OTHER = 'other'
/** Samples that are looked at in one step. */
const STEP = 256

export interface BoundedFamily {
  /** What stands before the value of each series, in the order of the page. */
  readonly keys: readonly string[]
  /**
   * The value of each series at the place of its key, from those of the families that it was made of, or from later ones with
   * the same series. They stand until the values of another family are asked for, and what lies behind them means nothing.
   */
  readonly values: (families: readonly SampledFamily[], parts: readonly number[]) => Float64Array
  /** Samples folded into `other`, because of the budget or because a closed label does not list their value. */
  readonly overflowed: number
  /** Samples refused because another had the same labels: the first one stands. */
  readonly duplicates: number
}

/** Amounts add up; of points in time and ratios the largest is kept, since their sum means nothing. */
const added = ({ kind, unit }: FamilyHead, before: number, value: number): number => {
  const adds = kind === 'counter' || unit === 'count' || unit === 'bytes' || unit === 'money'
  return adds ? before + value : Math.max(before, value)
}

const keyOf = ({ name }: FamilyHead, { names, suffix, labels }: Series): string => seriesKey(`${name}${suffix}`, names, labels)

const isListed = ({ labels }: FamilyHead, one: Series): boolean =>
  labels === 'free' || Object.entries(labels).every(([name, allowed]) => allowed === 'open' || allowed.includes(one.labels[name] ?? ''))

/** Where a sample over the budget is counted; nowhere for a family whose labels are free, which has no common ones. */
const otherKeyOf = (head: FamilyHead, one: Series): string | undefined => {
  if (head.labels === 'free') return undefined
  const names = Object.keys(head.labels)
  const labels = Object.fromEntries(names.map((name) => [name, name === 'target' ? (one.labels[name] ?? '') : OTHER]))
  return seriesKey(head.name, names, labels)
}

/** Where the values of a family come from: sample by sample, the place of its series. */
interface Places {
  /** The first place of each series that has a sample of its own. */
  readonly own: readonly number[]
  /** Samples that are folded, and the keys they are folded into. */
  readonly folded: readonly (readonly [sample: number, key: string])[]
}

/* One for all families: its values are taken before those of the next family are asked for. */
let sampled = new Float64Array(1024)
let placed = new Float64Array(1024)

const NOTHING: readonly number[] = []

const join = (families: readonly SampledFamily[], parts: readonly number[], count: number): Float64Array => {
  if (sampled.length < count) sampled = new Float64Array(2 * count)
  let at = 0
  for (const part of parts) {
    const values = families[part]?.values ?? NOTHING
    for (let index = 0; index < values.length; index += 1) sampled[at + index] = values[index] ?? Number.NaN
    at += values.length
  }
  return sampled
}

const fold = (head: FamilyHead, { own, folded }: Places, keys: readonly string[], places: ReadonlyMap<string, number>): Float64Array => {
  if (placed.length < keys.length) placed = new Float64Array(2 * keys.length)
  for (let place = 0; place < own.length; place += 1) placed[place] = sampled[own[place] ?? 0] ?? Number.NaN
  let filled = own.length
  for (const [sample, key] of folded) {
    const place = places.get(key) ?? 0
    const value = sampled[sample] ?? Number.NaN
    // the places of other series that nothing of their own stands in follow in the order of their first sample
    placed[place] = place < filled ? added(head, placed[place] ?? 0, value) : value
    filled = Math.max(filled, place + 1)
  }
  return placed
}

const createValues = (head: FamilyHead, places: Places, keys: readonly string[], count: number): BoundedFamily['values'] => {
  if (keys.length === count) return (families, parts) => join(families, parts, count)
  const byKey = new Map(places.folded.length === 0 ? [] : keys.map((key, place) => [key, place] as const))
  return (families, parts) => {
    join(families, parts, count)
    return fold(head, places, keys, byKey)
  }
}

/**
 * Keeps a family within its budget: the first `budget` series stand, whatever comes after is folded into one series
 * a target whose other labels read `other`, so that a total stays right and the page stays small. A family with free
 * labels has no such series and loses what is over.
 */
export function* boundFamily(head: FamilyHead, series: readonly Series[], budget: number): Steps<BoundedFamily> {
  const own = new Map<string, number>()
  const folded: (readonly [sample: number, key: string])[] = []
  let overflowed = 0
  let duplicates = 0
  for (const [index, one] of series.entries()) {
    const key = keyOf(head, one)
    const listed = isListed(head, one)
    if (listed && own.has(key)) duplicates += 1
    else if (listed && own.size < budget) own.set(key, index)
    else {
      const other = otherKeyOf(head, one)
      if (other !== undefined) folded.push([index, other])
      overflowed += 1
    }
    if (index % STEP === STEP - 1) yield
  }
  const keys = [...new Set([...own.keys(), ...folded.map(([, key]) => key)])]
  return { keys, values: createValues(head, { own: [...own.values()], folded }, keys, series.length), overflowed, duplicates }
}
