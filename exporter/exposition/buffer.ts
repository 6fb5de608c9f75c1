import type { Labels, LabelSet, Metric, Unit } from '../../definition/catalogue/index.js'

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
  readonly samples: readonly Sample[]
}

/** A family that somebody else named, such as one of a text file. */
export type ForeignFamily = Pick<FamilyHead, 'name' | 'help' | 'kind'> & Pick<SampledFamily, 'samples'>

/** What a collector may write. A value that is NULL drops its sample and nothing else. */
export interface Writer {
  readonly set: <M extends ScalarMetric>(metric: M, labels: LabelSet<M>, value: number | null | undefined) => void
  readonly setDistribution: <M extends HistogramMetric>(metric: M, labels: LabelSet<M>, distribution: Distribution) => void
  readonly setSetting: (name: SettingName, help: string, target: string, value: number) => void
  readonly setForeign: (family: ForeignFamily) => void
}

export interface FamilyBuffer extends Writer {
  readonly families: () => readonly SampledFamily[]
}

const samplesOf = (labels: Readonly<Record<string, string>>, { buckets, sum, count }: Distribution): readonly Sample[] => [
  ...buckets.map(([bound, value]) => ({ suffix: '_bucket' as const, labels: { ...labels, le: String(bound) }, value })),
  { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
  { suffix: '_sum', labels, value: sum },
  { suffix: '_count', labels, value: count },
]

const ONE_TARGET: Labels = Object.freeze({ target: 'open' })

/**
 * Holds what one run of one collector read. It is made anew for every run, so that a table that was dropped leaves no
 * stale series.
 *
 * @example
 * const buffer = createBuffer()
 * buffer.set(postgres.pg_up, { target: 'shop' }, 1)
 */
export const createBuffer = (): FamilyBuffer => {
  const families = new Map<string, { readonly head: FamilyHead; readonly samples: Sample[] }>()
  const samplesFor = (head: FamilyHead): Sample[] => {
    const known = families.get(head.name)
    if (known) return known.samples
    const samples: Sample[] = []
    families.set(head.name, { head, samples })
    return samples
  }
  const add = (head: FamilyHead, samples: readonly Sample[]): void => {
    const into = samplesFor(head)
    for (const sample of samples) into.push(sample)
  }
  return {
    set: (metric, labels, value) => {
      if (value !== null && value !== undefined) samplesFor(metric).push({ labels, value })
    },
    setDistribution: (metric, labels, distribution) => {
      add({ ...metric, labels: 'free' }, samplesOf({ ...(labels as Readonly<Record<string, string>>) }, distribution))
    },
    setSetting: (name, help, target, value) => {
      samplesFor({ name, help, kind: 'gauge', labels: ONE_TARGET, unit: 'count' }).push({ labels: { target }, value })
    },
    setForeign: ({ name, help, kind, samples }) => add({ name, help, kind, labels: 'free', unit: 'count' }, samples),
    families: () => [...families.values()],
  }
}

/** Joins what several collectors read, so that a family of two targets stands once on the page. */
export const mergeFamilies = (parts: readonly SampledFamily[]): readonly SampledFamily[] => {
  const merged = new Map<string, { readonly head: FamilyHead; readonly samples: (readonly Sample[])[] }>()
  for (const { head, samples } of parts) {
    const known = merged.get(head.name)
    if (known) known.samples.push(samples)
    else merged.set(head.name, { head, samples: [samples] })
  }
  return [...merged.values()].map(({ head, samples: [first = [], ...others] }) => ({
    head,
    samples: others.length === 0 ? first : [first, ...others].flat(),
  }))
}
