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
  readonly parts: readonly SampledFamily[]
}

export interface KeptFamily {
  readonly head: FamilyHead
  /** The series of each part. */
  readonly lists: readonly (readonly Series[])[]
  readonly bounded: BoundedFamily
  readonly budget: number
  readonly store: Store
}

const sameHead = (one: FamilyHead, other: FamilyHead): boolean =>
  one === other || (one.name === other.name && one.help === other.help && one.kind === other.kind)

const sameShape = (kept: KeptFamily, { head, parts }: JoinedFamily, budget: number): boolean => {
  if (kept.budget !== budget || kept.head.labels !== head.labels || kept.head.unit !== head.unit) return false
  if (kept.lists.length !== parts.length) return false
  for (let index = 0; index < parts.length; index += 1) if (kept.lists[index] !== parts[index]?.series) return false
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

function* reshape(kept: KeptFamily | undefined, { head, parts }: JoinedFamily, budget: number): Steps<KeptFamily> {
  const lists = parts.map(({ series }) => series)
  const [first = []] = lists
  const bounded = yield* boundFamily(head, lists.length === 1 ? first : lists.flat(), budget)
  const store = kept?.store ?? scalarStore(head)
  yield* replaceKeys(store, kept?.bounded.keys ?? [], bounded.keys)
  return { head, lists, bounded, budget, store }
}

/** What was kept, if nothing but its values is new. */
export const refreshFamily = (known: KeptFamily | undefined, family: JoinedFamily, budget: number): KeptFamily | undefined => {
  if (known === undefined || !sameHead(known.head, family.head) || !sameShape(known, family, budget)) return undefined
  known.store.write(known.bounded.values(family.parts))
  return known
}

/** What was kept, with what was read now. Where it fails half-way, what was kept must not be used again. */
export function* remakeFamily(known: KeptFamily | undefined, family: JoinedFamily, budget: number): Steps<KeptFamily> {
  const made = yield* reshape(known !== undefined && sameHead(known.head, family.head) ? known : undefined, family, budget)
  made.store.write(made.bounded.values(family.parts))
  return made
}
