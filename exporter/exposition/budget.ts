import type { FamilyHead, Sample, SampledFamily } from './buffer.js'
import { seriesKey } from './text.js'

const OTHER = 'other'

export interface BoundedFamily {
  readonly head: FamilyHead
  readonly series: ReadonlyMap<string, number>
  /** Samples folded into `other`, because of the budget or because a closed label does not list their value. */
  readonly overflowed: number
  /** Samples refused because another had the same labels: the first one stands. */
  readonly duplicates: number
}

/** Amounts add up; of points in time and ratios the largest is kept, since their sum means nothing. */
const fold = ({ kind, unit }: FamilyHead, before: number | undefined, value: number): number => {
  if (before === undefined) return value
  const adds = kind === 'counter' || unit === 'count' || unit === 'bytes' || unit === 'money'
  return adds ? before + value : Math.max(before, value)
}

const keyOf = ({ name, labels }: FamilyHead, sample: Sample): string =>
  seriesKey(`${name}${sample.suffix ?? ''}`, Object.keys(labels === 'free' ? sample.labels : labels), sample.labels)

const isListed = ({ labels }: FamilyHead, sample: Sample): boolean =>
  labels === 'free' || Object.entries(labels).every(([name, allowed]) => allowed === 'open' || allowed.includes(sample.labels[name] ?? ''))

/** Where a sample over the budget is counted; nowhere for a family whose labels are free, which has no common ones. */
const otherKeyOf = (head: FamilyHead, sample: Sample): string | undefined => {
  if (head.labels === 'free') return undefined
  const names = Object.keys(head.labels)
  const labels = Object.fromEntries(names.map((name) => [name, name === 'target' ? (sample.labels[name] ?? '') : OTHER]))
  return seriesKey(head.name, names, labels)
}

/**
 * Keeps a family within its budget: the first `budget` series stand, whatever comes after is folded into one series
 * a target whose other labels read `other`, so that a total stays right and the page stays small. A family with free
 * labels has no such series and loses what is over.
 */
export const boundFamily = ({ head, samples }: SampledFamily, budget: number): BoundedFamily => {
  const series = new Map<string, number>()
  const folded = new Map<string, number>()
  let overflowed = 0
  let duplicates = 0
  for (const sample of samples) {
    const key = keyOf(head, sample)
    const listed = isListed(head, sample)
    if (listed && series.has(key)) duplicates += 1
    else if (listed && series.size < budget) series.set(key, sample.value)
    else {
      const other = otherKeyOf(head, sample)
      if (other !== undefined) folded.set(other, fold(head, folded.get(other), sample.value))
      overflowed += 1
    }
  }
  for (const [key, value] of folded) series.set(key, fold(head, series.get(key), value))
  return { head, series, overflowed, duplicates }
}
