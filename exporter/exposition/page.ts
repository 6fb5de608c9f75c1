import { Buffer } from 'node:buffer'
import { exporterSelf } from '../../definition/catalogue/index.js'
import { atOnce, inSlices, renderStores, type Steps } from '../../exposition/index.js'
import { createTurns } from '../sessions/turns.js'
import { createBuffer, type FamilyBuffer, type FamilyHead, type SampledFamily } from './buffer.js'
import { refreshFamily, remakeFamily, type JoinedFamily, type KeptFamily } from './kept-family.js'

/** Families that are looked at in one step, where nothing but their values is new. */
const MANY = 64

export interface Budgets {
  /** Series a metric may have. */
  readonly standard: number
  /** Other budgets, by metric; what they did not fold is reported as 0, since their labels come from people's SQL. */
  readonly byMetric: ReadonlyMap<string, number>
}

/** The text as buffers that never change. */
export interface PageParts {
  readonly parts: readonly Buffer[]
  readonly series: number
}

export interface Page {
  /** Renders these families and no others; pages asked for at the same time are rendered one after the other. */
  readonly render: (families: readonly SampledFamily[]) => Promise<PageParts>
}

/** What the budgets did, as families of their own. */
const budgetFamilies = (buffer: FamilyBuffer, families: Iterable<KeptFamily>, budgets: Budgets): readonly SampledFamily[] => {
  const into = buffer.begin()
  for (const { head, bounded } of families) {
    const isWatched = budgets.byMetric.has(head.name)
    if (bounded.overflowed > 0 || isWatched) into.set(exporterSelf.plimsoll_series_overflowed, { metric: head.name }, bounded.overflowed)
    if (bounded.duplicates > 0 || isWatched) into.set(exporterSelf.plimsoll_series_duplicates, { metric: head.name }, bounded.duplicates)
  }
  // in an order that lasts, whichever came first
  return buffer.families().toSorted((one, other) => (one.head.name < other.head.name ? 1 : -1))
}

/** Joins what several collectors read, so that a family of two targets stands once on the page. */
const joinFamilies = (families: readonly SampledFamily[]): readonly JoinedFamily[] => {
  const joined = new Map<string, { readonly head: FamilyHead; readonly parts: SampledFamily[] }>()
  for (const family of families) {
    const known = joined.get(family.head.name)
    if (known) known.parts.push(family)
    else joined.set(family.head.name, { head: family.head, parts: [family] })
  }
  return [...joined.values()]
}

type Kept = ReadonlyMap<string, KeptFamily>

function* keepInto(
  kept: Map<string, KeptFamily>,
  known: Kept,
  families: readonly JoinedFamily[],
  budgetOf: (name: string) => number,
): Steps<void> {
  for (const family of families) {
    const { name } = family.head
    const before = known.get(name)
    kept.set(name, refreshFamily(before, family, budgetOf(name)) ?? (yield* remakeFamily(before, family, budgetOf(name))))
    if (kept.size % MANY === 0) yield
  }
}

/** The families that were read, each once, then what was folded or refused on the way. */
function* keepFamilies(known: Kept, families: readonly SampledFamily[], budgets: Budgets, ofBudgets: FamilyBuffer): Steps<Kept> {
  const kept = new Map<string, KeptFamily>()
  yield* keepInto(kept, known, joinFamilies(families), (name) => budgets.byMetric.get(name) ?? budgets.standard)
  yield* keepInto(kept, known, joinFamilies(budgetFamilies(ofBudgets, kept.values(), budgets)), () => Infinity)
  return kept
}

function* renderKept(kept: Kept): Steps<PageParts> {
  const stores = [...kept.values()].map(({ store }) => store)
  return { parts: yield* renderStores(stores), series: stores.reduce((sum, store) => sum + store.length(), 0) }
}

/** A page that is rendered again and again: what did not change since the last time is neither named nor printed again. */
export const createPage = (budgets: Budgets): Page => {
  const inTurn = createTurns()
  const ofBudgets = createBuffer()
  let kept: Kept = new Map()
  const render = async (families: readonly SampledFamily[]): Promise<PageParts> => {
    const known = kept
    kept = new Map() // what fails half-way is not built upon
    const next = await inSlices(keepFamilies(known, families, budgets, ofBudgets))
    const page = await inSlices(renderKept(next))
    kept = next
    return page
  }
  return Object.freeze({ render: (families: readonly SampledFamily[]) => inTurn(() => render(families)) })
}

/** A page that is rendered once. */
export const renderPage = (families: readonly SampledFamily[], budgets: Budgets): { readonly text: string; readonly series: number } => {
  const { parts, series } = atOnce(renderKept(atOnce(keepFamilies(new Map(), families, budgets, createBuffer()))))
  return { text: Buffer.concat(parts).toString(), series }
}
