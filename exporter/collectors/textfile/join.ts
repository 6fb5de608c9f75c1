import type { FamilyKind, ForeignFamily, Sample } from '../../exposition/buffer.js'
import type { TextFamily } from './families.js'
import type { FileOutcome, TextFile } from './file.js'

/** Whether a name is given by ourselves, so that a file may not use it. */
export type IsReserved = (name: string) => boolean

/** Samples of all files together. */
const MAXIMUM_SAMPLES = 20_000

interface Joined {
  readonly name: string
  help: string | undefined
  readonly kind: FamilyKind
  readonly files: string[]
  readonly samples: Sample[]
}

export interface JoinedFiles {
  readonly families: readonly ForeignFamily[]
  readonly accepted: readonly TextFile[]
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
}

const lineNames = (family: TextFamily): ReadonlySet<string> =>
  new Set([family.name, ...family.samples.map(({ suffix = '' }) => `${family.name}${suffix}`)])

const keyOf = (family: string, { suffix = '', labels }: Sample): string => JSON.stringify([`${family}${suffix}`, labels])

const createJoin = (isReserved: IsReserved) => {
  const families = new Map<string, Joined>()
  /** Which family a line of the page belongs to. */
  const owners = new Map<string, string>()
  const series = new Set<string>()

  const objectionTo = (family: TextFamily): string | undefined => {
    const { name, kind, samples } = family
    const known = families.get(name)
    if (known && known.kind !== kind) return `${name} is a ${kind} here and a ${known.kind} in ${known.files[0]}`
    for (const line of lineNames(family)) {
      if (isReserved(line)) return `${line} is a metric of the exporter itself`
      const owner = owners.get(line)
      if (owner !== undefined && owner !== name) return `${line} is part of ${owner} already`
    }
    if (samples.some((sample) => series.has(keyOf(name, sample)))) return `${name} stands in ${known?.files[0]} too, with the same labels`
    return series.size + samples.length > MAXIMUM_SAMPLES ? `all files together hold more than ${MAXIMUM_SAMPLES} samples` : undefined
  }

  const add = (path: string, family: TextFamily): void => {
    const { name, help, kind, samples } = family
    const known = families.get(name) ?? { name, help, kind, files: [], samples: [] }
    known.help ??= help
    known.files.push(path)
    for (const sample of samples) {
      known.samples.push(sample)
      series.add(keyOf(name, sample))
    }
    for (const line of lineNames(family)) owners.set(line, name)
    families.set(name, known)
  }
  return { families, objectionTo, add }
}

/**
 * Joins what the files say. A file that speaks against an earlier one, or against the exporter itself, is refused
 * whole, so that no family has two types and no series two values.
 */
export const joinFiles = (outcomes: readonly FileOutcome[], isReserved: IsReserved): JoinedFiles => {
  const { families, objectionTo, add } = createJoin(isReserved)
  const accepted: TextFile[] = []
  const refused: { readonly path: string; readonly reason: string }[] = []
  for (const outcome of outcomes) {
    if ('reason' in outcome) {
      refused.push(outcome)
      continue
    }
    const reason = outcome.families.map(objectionTo).find((one) => one !== undefined)
    if (reason !== undefined) {
      refused.push({ path: outcome.path, reason })
      continue
    }
    for (const family of outcome.families) add(outcome.path, family)
    accepted.push(outcome)
  }
  return {
    families: [...families.values()].map(({ name, help, kind, files, samples }) => ({
      name,
      kind,
      samples,
      help: help ?? `Metric read from ${files.join(', ')}`,
    })),
    accepted,
    refused,
  }
}
