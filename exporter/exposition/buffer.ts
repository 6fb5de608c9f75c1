import type { LabelSet, Metric } from '../../definition/catalogue/index.js'

/** A metric whose series is one number; histograms are kept by instrument/. */
export type ScalarMetric = Metric<string, 'counter' | 'gauge'>

/** A server setting that the catalogue need not list: PostgreSQL has some 300 and each version adds more. */
export type SettingName = `pg_settings_${string}`

/** What a collector may write. A value that is NULL drops its sample and nothing else. */
export interface Writer {
  readonly set: <M extends ScalarMetric>(metric: M, labels: LabelSet<M>, value: number | null | undefined) => void
  readonly setSetting: (name: SettingName, help: string, target: string, value: number) => void
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export type FamilyHead = Pick<ScalarMetric, 'name' | 'help' | 'kind' | 'labels' | 'unit'>

export interface SampledFamily {
  readonly head: FamilyHead
  readonly samples: readonly Sample[]
}

export interface FamilyBuffer extends Writer {
  readonly families: () => readonly SampledFamily[]
}

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
  const add = (head: FamilyHead, sample: Sample): void => {
    const known = families.get(head.name)
    if (known) known.samples.push(sample)
    else families.set(head.name, { head, samples: [sample] })
  }
  return {
    set: (metric, labels, value) => {
      if (value !== null && value !== undefined) add(metric, { labels, value })
    },
    setSetting: (name, help, target, value) => {
      add({ name, help, kind: 'gauge', labels: { target: 'open' }, unit: 'count' }, { labels: { target }, value })
    },
    families: () => [...families.values()],
  }
}

/** Joins what several collectors read, so that a family of two targets stands once on the page. */
export const mergeFamilies = (parts: readonly SampledFamily[]): readonly SampledFamily[] => {
  const merged = new Map<string, { readonly head: FamilyHead; readonly samples: Sample[] }>()
  for (const { head, samples } of parts) {
    const known = merged.get(head.name)
    if (!known) merged.set(head.name, { head, samples: [...samples] })
    else for (const sample of samples) known.samples.push(sample)
  }
  return [...merged.values()]
}
