/**
 * A family from one scrape to the next. Mostly it comes again with the same labels in the same order: then only its values
 * are set. Where it does not, what follows the first difference is made anew, so that it holds just what was read last.
 */
import { scalarStore, type Steps, type Store } from '../../exposition/index.js'
import { boundFamily, type BoundedFamily } from './budget.js'
import type { FamilyHead, Sample, SampledFamily } from './buffer.js'

const STEP = 256

export interface KeptFamily extends SampledFamily {
  readonly bounded: BoundedFamily
  readonly budget: number
  readonly store: Store
}

const sameNames = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, index) => name === other[index])

const sameSeries = (one: Sample, other: Sample, names: readonly string[] | undefined): boolean => {
  if ((one.suffix ?? '') !== (other.suffix ?? '')) return false
  if (one.labels === other.labels) return true
  const common = names ?? Object.keys(one.labels)
  if (names === undefined && !sameNames(common, Object.keys(other.labels))) return false
  for (const name of common) if (one.labels[name] !== other.labels[name]) return false
  return true
}

const sameHead = (one: FamilyHead, other: FamilyHead): boolean =>
  one === other || (one.name === other.name && one.help === other.help && one.kind === other.kind)

const couldBeSame = (kept: KeptFamily, { head, samples }: SampledFamily, budget: number): boolean =>
  kept.budget === budget && kept.head.labels === head.labels && kept.head.unit === head.unit && kept.samples.length === samples.length

/* Counted loops and no generators here: it runs for every series of every scrape, most families have a handful of them, and
 * an iterator for each is what most of a scrape's garbage would be. */
const sameFrom = (kept: readonly Sample[], samples: readonly Sample[], names: readonly string[] | undefined, from: number): boolean => {
  const end = Math.min(samples.length, from + STEP)
  for (let index = from; index < end; index += 1) {
    const before = kept[index]
    const sample = samples[index]
    if (before === undefined || sample === undefined || !sameSeries(before, sample, names)) return false
  }
  return true
}

function* isSameShape(kept: KeptFamily, { head, samples }: SampledFamily): Steps<boolean> {
  if (kept.samples === samples) return true
  const names = head.labels === 'free' ? undefined : Object.keys(head.labels)
  for (let from = 0; from < samples.length; from += STEP) {
    if (!sameFrom(kept.samples, samples, names, from)) return false
    if (from > 0) yield
  }
  return true
}

function* replaceKeys(store: Store, before: readonly string[], keys: readonly string[]): Steps<void> {
  let same = 0
  while (same < before.length && same < keys.length && before[same] === keys[same]) same += 1
  store.truncate(same)
  for (const [index, key] of keys.slice(same).entries()) {
    store.add(key)
    if (index % STEP === STEP - 1) yield
  }
}

/** What was kept, with what was read now. Where it fails half-way, what was kept must not be used again. */
export function* keepFamily(known: KeptFamily | undefined, family: SampledFamily, budget: number): Steps<KeptFamily> {
  const kept = known !== undefined && sameHead(known.head, family.head) ? known : undefined
  const same = kept !== undefined && couldBeSame(kept, family, budget) && (yield* isSameShape(kept, family))
  const bounded = same ? kept.bounded : yield* boundFamily(family, budget)
  const store = kept?.store ?? scalarStore(family.head)
  if (!same) yield* replaceKeys(store, kept?.bounded.keys ?? [], bounded.keys)
  store.write(bounded.values(family.samples))
  return { head: family.head, samples: family.samples, bounded, budget, store }
}
