/**
 * A family from one scrape to the next. Mostly it comes again with the same series: then only its values are set. Where it
 * does not, what follows the first difference is made anew, so that it holds just what was read last.
 */
import { scalarStore, type Steps, type Store } from '../../exposition/index.js'
import { boundFamily, type BoundedFamily } from './budget.js'
import type { FamilyHead, SampledFamily, Series } from './buffer.js'

const STEP = 256

/** What several collectors read of one family; the first one's head stands for all. */
export interface JoinedFamily {
  readonly head: FamilyHead
  /** Places of its parts among the families that were read. */
  readonly parts: readonly number[]
}

export interface KeptFamily extends JoinedFamily {
  /** The series of each part. */
  readonly lists: readonly (readonly Series[])[]
  readonly bounded: BoundedFamily
  readonly budget: number
  readonly store: Store
}

type Read = readonly SampledFamily[]

const sameHead = (one: FamilyHead, other: FamilyHead): boolean =>
  one === other || (one.name === other.name && one.help === other.help && one.kind === other.kind)

const sameShape = (kept: KeptFamily, { head, parts }: JoinedFamily, read: Read, budget: number): boolean => {
  if (kept.budget !== budget || kept.head.labels !== head.labels || kept.head.unit !== head.unit) return false
  if (kept.lists.length !== parts.length) return false
  for (let index = 0; index < parts.length; index += 1) if (kept.lists[index] !== read[parts[index] ?? -1]?.series) return false
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

function* reshape(kept: KeptFamily | undefined, { head, parts }: JoinedFamily, read: Read, budget: number): Steps<KeptFamily> {
  const lists = parts.map((part) => read[part]?.series ?? [])
  const [first = []] = lists
  const bounded = yield* boundFamily(head, lists.length === 1 ? first : lists.flat(), budget)
  const store = kept?.store ?? scalarStore(head)
  yield* replaceKeys(store, kept?.bounded.keys ?? [], bounded.keys)
  return { head, parts, lists, bounded, budget, store }
}

/** Sets the values of a family that was kept, from families with the same series at the same places. */
export const writeValues = ({ store, bounded, parts }: KeptFamily, read: Read): void => store.write(bounded.values(read, parts))

/** What was kept, where it still fits, or else made anew of it. Where it fails half-way, what was kept must not be used again. */
export function* keepFamily(known: KeptFamily | undefined, family: JoinedFamily, read: Read, budget: number): Steps<KeptFamily> {
  const before = known !== undefined && sameHead(known.head, family.head) ? known : undefined
  const isSame = before !== undefined && sameShape(before, family, read, budget)
  const kept = isSame ? { ...before, parts: family.parts } : yield* reshape(before, family, read, budget)
  writeValues(kept, read)
  return kept
}
