/**
 * A family from one scrape to the next. Mostly it comes again with the same labels in the same order: then only its values
 * are set. Where it does not, what follows the first difference is made anew, so that it holds just what was read last.
 */
import { headText, scalarStore, type Steps, type Store } from '../../exposition/index.js'
import { boundFamily, type BoundedFamily } from './budget.js'
import type { Sample, SampledFamily } from './buffer.js'

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

function* isSameShape(kept: KeptFamily, { head, samples }: SampledFamily, budget: number): Steps<boolean> {
  const { labels } = head
  if (kept.budget !== budget || kept.head.labels !== labels || kept.head.unit !== head.unit) return false
  if (kept.samples === samples) return true
  if (kept.samples.length !== samples.length) return false
  const names = labels === 'free' ? undefined : Object.keys(labels)
  for (const [index, sample] of samples.entries()) {
    const before = kept.samples[index]
    if (before === undefined || !sameSeries(before, sample, names)) return false
    if (index % STEP === STEP - 1) yield
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
  const kept = known !== undefined && headText(known.head) === headText(family.head) ? known : undefined
  const same = kept !== undefined && (yield* isSameShape(kept, family, budget))
  const bounded = same ? kept.bounded : yield* boundFamily(family, budget)
  const store = kept?.store ?? scalarStore(family.head)
  if (!same) yield* replaceKeys(store, kept?.bounded.keys ?? [], bounded.keys)
  store.write(bounded.values(family.samples))
  return { ...family, bounded, budget, store }
}
