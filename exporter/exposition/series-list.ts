/**
 * The series of one family from one run of a collector to the next. Mostly they come again with the same labels in the same
 * order: then nothing but their values is new, and the list that was given away stands for them once more.
 */
import type { FamilyHead, SampleSuffix, SampledFamily, Series } from './buffer.js'

type LabelValues = Series['labels']

export interface SeriesList {
  readonly head: FamilyHead
  /**
   * Takes the next series of this run.
   *
   * @param le is a label more, of the buckets of a histogram.
   */
  readonly put: (labels: LabelValues, value: number, suffix: SampleSuffix, le?: string) => void
  /** Whether this run has put nothing yet. */
  readonly isEmpty: () => boolean
  /** Begins a new run. */
  readonly begin: () => void
  /** What this run has put so far; nothing where that is nothing. */
  readonly family: () => SampledFamily | undefined
}

/* Counted loops and no arrays of names here: it runs for every series of every scrape, and what it would allocate is what
 * most of a scrape's garbage would be. */
const sameDeclared = (names: readonly string[], before: LabelValues, labels: LabelValues): boolean => {
  if (before === labels) return true
  for (const name of names) if (before[name] !== labels[name]) return false
  return true
}

/** Where the labels are free their names and the order of these count as well. */
const sameFree = (names: readonly string[], before: LabelValues, labels: LabelValues, le: string | undefined): boolean => {
  let at = 0
  for (const name in labels) {
    if (names[at] !== name || before[name] !== labels[name]) return false
    at += 1
  }
  if (le === undefined) return at === names.length
  return at === names.length - 1 && names[at] === 'le' && before['le'] === le
}

const withBound = (labels: LabelValues, le: string | undefined): LabelValues => (le === undefined ? labels : { ...labels, le })

/** Keeps the series of a family; the lists that it gives away never change. */
export const createSeriesList = (head: FamilyHead): SeriesList => {
  const declared = head.labels === 'free' ? undefined : Object.keys(head.labels)
  let list: Series[] = []
  let isGivenAway = false
  const values: number[] = []
  let length = 0

  const isSame = ({ labels: before, names, suffix: itsSuffix }: Series, labels: LabelValues, suffix: SampleSuffix, le?: string): boolean =>
    itsSuffix === suffix && (declared ? sameDeclared(declared, before, labels) : sameFree(names, before, labels, le))
  /** Everything from a place on is of an earlier run. */
  const keepOnly = (count: number): void => {
    if (isGivenAway) list = list.slice(0, count)
    else list.length = count
    isGivenAway = false
  }
  return {
    head,
    put: (labels, value, suffix, le) => {
      const before = list[length]
      if (before === undefined || !isSame(before, labels, suffix, le)) {
        keepOnly(length)
        const whole = withBound(labels, le)
        list.push({ labels: whole, names: declared ?? Object.keys(whole), suffix })
      }
      values[length] = value
      length += 1
    },
    isEmpty: () => length === 0,
    begin: () => {
      length = 0
    },
    family: () => {
      if (length === 0) return undefined
      if (length < list.length) keepOnly(length)
      isGivenAway = true
      return { head, series: list, values: values.slice(0, length) }
    },
  }
}
