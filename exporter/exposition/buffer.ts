import type { Labels, LabelSet, Metric, Unit } from '../../definition/catalogue/index.js'
import { createSeriesList, type SeriesList } from './series-list.js'

/** A metric whose series is one number. */
export type ScalarMetric = Metric<string, 'counter' | 'gauge'>
export type HistogramMetric = Metric<string, 'histogram'>

/** A server setting that the catalogue need not list: PostgreSQL has some 300 and each version adds more. */
export type SettingName = `pg_settings_${string}`

/** What a source counted by itself; its bounds are the source's own and may differ from series to series. */
export interface Distribution {
  /** Upper bound, and observations at or below it; ascending, without +Inf. */
  readonly buckets: readonly (readonly [bound: number, cumulative: number])[]
  readonly sum: number
  readonly count: number
}

export type SampleSuffix = '' | '_bucket' | '_sum' | '_count'

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  /** Stands behind the family's name; nothing when left away. */
  readonly suffix?: SampleSuffix
}

/** One line of a family but for its value. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  /** Of its labels, in their order on the page. */
  readonly names: readonly string[]
  readonly suffix: SampleSuffix
}

export type FamilyKind = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'

export interface FamilyHead {
  readonly name: string
  readonly help: string
  readonly kind: FamilyKind
  /** Labels with what they may say; `free` where each sample brings its own. */
  readonly labels: Labels | 'free'
  readonly unit: Unit
}

export interface SampledFamily {
  readonly head: FamilyHead
  /** From run to run the very same list where nothing but values has changed. */
  readonly series: readonly Series[]
  /** The value of each series. */
  readonly values: readonly number[]
}

/** A family that somebody else named, such as one of a text file. */
export type ForeignFamily = Pick<FamilyHead, 'name' | 'help' | 'kind'> & { readonly samples: readonly Sample[] }

/** What a collector may write. A value that is NULL drops its sample and nothing else. */
export interface Writer {
  readonly set: <M extends ScalarMetric>(metric: M, labels: LabelSet<M>, value: number | null | undefined) => void
  readonly setDistribution: <M extends HistogramMetric>(metric: M, labels: LabelSet<M>, distribution: Distribution) => void
  readonly setSetting: (name: SettingName, help: string, target: string, value: number) => void
  readonly setForeign: (family: ForeignFamily) => void
}

export interface FamilyBuffer extends Writer {
  /** What was written. */
  readonly families: () => readonly SampledFamily[]
  /** Begins anew; only what this writer writes counts from now on, whatever an earlier one still does. */
  readonly begin: () => Writer
}

type LabelValues = Sample['labels']

const ONE_TARGET: Labels = Object.freeze({ target: 'open' })

/** The lists of a buffer, as one run sees them. */
interface Lists {
  readonly find: (name: string, help: string, kind: FamilyKind) => SeriesList | undefined
  readonly add: (head: FamilyHead) => SeriesList
}

const putDistribution = (into: SeriesList, labels: LabelValues, { buckets, sum, count }: Distribution): void => {
  for (const [bound, value] of buckets) into.put(labels, value, '_bucket', String(bound))
  into.put(labels, count, '_bucket', '+Inf')
  into.put(labels, sum, '_sum')
  into.put(labels, count, '_count')
}

const writerInto = ({ find, add }: Lists): Writer => ({
  set: (metric, labels, value) => {
    if (value === null || value === undefined) return
    const list = find(metric.name, metric.help, metric.kind) ?? add(metric)
    list.put(labels, value, '')
  },
  setDistribution: (metric, labels, distribution) => {
    const list = find(metric.name, metric.help, metric.kind) ?? add({ ...metric, labels: 'free' })
    putDistribution(list, labels, distribution)
  },
  setSetting: (name, help, target, value) => {
    const list = find(name, help, 'gauge') ?? add({ name, help, kind: 'gauge', labels: ONE_TARGET, unit: 'count' })
    list.put({ target }, value, '')
  },
  setForeign: ({ name, help, kind, samples }) => {
    const list = find(name, help, kind) ?? add({ name, help, kind, labels: 'free', unit: 'count' })
    for (const { labels, value, suffix = '' } of samples) list.put(labels, value, suffix)
  },
})

/**
 * Holds what a run of one collector read, and that alone: a table that was dropped leaves no stale series.
 *
 * @example
 * const buffer = createBuffer()
 * buffer.set(postgres.pg_up, { target: 'shop' }, 1)
 */
export const createBuffer = (): FamilyBuffer => {
  const lists = new Map<string, SeriesList>()
  let run = 0
  const find: Lists['find'] = (name, help, kind) => {
    const known = lists.get(name)
    // whoever comes first in a run says what the family is
    return known && (!known.isEmpty() || (known.head.help === help && known.head.kind === kind)) ? known : undefined
  }
  const add = (head: FamilyHead): SeriesList => {
    const list = createSeriesList(head)
    lists.set(head.name, list)
    return list
  }
  const writerOf = (mine: number): Writer =>
    writerInto({
      find: (name, help, kind) => (mine === run ? find(name, help, kind) : undefined),
      add: (head) => (mine === run ? add(head) : createSeriesList(head)),
    })
  return {
    ...writerOf(run),
    families: () => {
      const families: SampledFamily[] = []
      for (const [name, list] of lists) {
        const family = list.family()
        if (family) families.push(family)
        else lists.delete(name)
      }
      return families
    },
    begin: () => {
      for (const list of lists.values()) list.begin()
      run += 1
      return writerOf(run)
    },
  }
}
