import type { FamilyKind, Sample, SampleSuffix } from '../../exposition/buffer.js'
import { readLine, readNumber, type TextSample } from './line.js'

/** A family as a file has it. */
export interface TextFamily {
  readonly name: string
  readonly help: string | undefined
  readonly kind: FamilyKind
  readonly samples: readonly Sample[]
}

interface Draft {
  readonly name: string
  help: string | undefined
  kind: FamilyKind | undefined
  readonly samples: Sample[]
}

/** Samples that a file may hold; more is no list of figures but a mistake. */
export const MAXIMUM_SAMPLES = 10_000

const SUFFIXES: Readonly<Partial<Record<FamilyKind, readonly SampleSuffix[]>>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['_sum', '_count'],
}

const suffixOf = (name: string, drafts: ReadonlyMap<string, Draft>): { readonly family: string; readonly suffix: SampleSuffix } => {
  if (drafts.get(name)?.kind !== undefined) return { family: name, suffix: '' }
  const suffix = (['_bucket', '_sum', '_count'] as const).find((one) => name.endsWith(one))
  const family = suffix && name.slice(0, -suffix.length)
  const kind = family && drafts.get(family)?.kind
  return family && kind && SUFFIXES[kind]?.includes(suffix) ? { family, suffix } : { family: name, suffix: '' }
}

const checkShape = ({ kind, name }: Draft, suffix: SampleSuffix, { labels }: TextSample): void => {
  if (kind === 'histogram' && suffix === '') throw new Error(`${name} is a histogram and has a sample without _bucket, _sum or _count`)
  const bound = suffix === '_bucket' ? 'le' : kind === 'summary' && suffix === '' ? 'quantile' : undefined
  if (bound === undefined) return
  const said = labels[bound]
  if (said === undefined) throw new Error(`${name} has a sample without its label ${bound}`)
  readNumber(said)
}

const createDrafts = () => {
  const drafts = new Map<string, Draft>()
  const seen = new Set<string>()
  const draftOf = (name: string): Draft => {
    const known = drafts.get(name)
    if (known) return known
    const draft: Draft = { name, help: undefined, kind: undefined, samples: [] }
    drafts.set(name, draft)
    return draft
  }
  const take = (sample: TextSample): void => {
    const { family, suffix } = suffixOf(sample.name, drafts)
    const draft = draftOf(family)
    checkShape(draft, suffix, sample)
    const key = JSON.stringify([sample.name, sample.labels])
    if (seen.has(key)) throw new Error(`${sample.name} stands twice with the same labels`)
    if (seen.size >= MAXIMUM_SAMPLES) throw new Error(`there are more than ${MAXIMUM_SAMPLES} samples`)
    seen.add(key)
    draft.samples.push({ labels: sample.labels, value: sample.value, ...(suffix === '' ? {} : { suffix }) })
  }
  const explain = (name: string, help: string): void => {
    const draft = draftOf(name)
    if (draft.help !== undefined) throw new Error(`${name} has two HELP lines`)
    draft.help = help
  }
  const type = (name: string, kind: FamilyKind): void => {
    const draft = draftOf(name)
    if (draft.kind !== undefined) throw new Error(`${name} has two TYPE lines`)
    if (draft.samples.length > 0) throw new Error(`the TYPE of ${name} stands behind its samples`)
    draft.kind = kind
  }
  return { drafts, take, explain, type }
}

/**
 * Reads a text of metrics, strictly: one mistake refuses all of it.
 *
 * @throws Error `line 3: …`; the text itself is never part of it.
 *
 * @example
 * parseFamilies('# TYPE jobs_total counter\njobs_total{job="a"} 3\n')
 */
export const parseFamilies = (text: string): readonly TextFamily[] => {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end: the file is not written whole')
  const { drafts, take, explain, type } = createDrafts()
  for (const [index, line] of text.split('\n').entries()) {
    try {
      const read = readLine(line)
      if (read.is === 'help') explain(read.name, read.text)
      if (read.is === 'type') type(read.name, read.kind)
      if (read.is === 'sample') take(read)
    } catch (error) {
      throw new Error(`line ${index + 1}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  return [...drafts.values()]
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, kind, samples }) => ({ name, help, kind: kind ?? 'untyped', samples }))
}
