import { Buffer } from 'node:buffer'
import { exporterSelf } from '../../definition/catalogue/index.js'
import { atOnce, inSlices, renderStores, type Steps } from '../../exposition/index.js'
import { createTurns } from '../sessions/turns.js'
import { createBuffer, mergeFamilies, type SampledFamily } from './buffer.js'
import { keepFamily, type KeptFamily } from './kept-family.js'

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
const budgetFamilies = (families: Iterable<KeptFamily>, budgets: Budgets): readonly SampledFamily[] => {
  const buffer = createBuffer()
  for (const { head, bounded } of families) {
    const labels = { metric: head.name }
    const isWatched = budgets.byMetric.has(head.name)
    if (bounded.overflowed > 0 || isWatched) buffer.set(exporterSelf.plimsoll_series_overflowed, labels, bounded.overflowed)
    if (bounded.duplicates > 0 || isWatched) buffer.set(exporterSelf.plimsoll_series_duplicates, labels, bounded.duplicates)
  }
  return buffer.families()
}

type Kept = ReadonlyMap<string, KeptFamily>

/** The families that were read, each once, then what was folded or refused on the way. */
function* keepFamilies(known: Kept, families: readonly SampledFamily[], budgets: Budgets): Steps<Kept> {
  const kept = new Map<string, KeptFamily>()
  for (const family of mergeFamilies(families)) {
    const { name } = family.head
    kept.set(name, yield* keepFamily(known.get(name), family, budgets.byMetric.get(name) ?? budgets.standard))
    yield
  }
  for (const family of budgetFamilies([...kept.values()], budgets))
    kept.set(family.head.name, yield* keepFamily(known.get(family.head.name), family, Infinity))
  return kept
}

function* renderKept(kept: Kept): Steps<PageParts> {
  const stores = [...kept.values()].map(({ store }) => store)
  return { parts: yield* renderStores(stores), series: stores.reduce((sum, store) => sum + store.length(), 0) }
}

/** A page that is rendered again and again: what did not change since the last time is neither named nor printed again. */
export const createPage = (budgets: Budgets): Page => {
  const inTurn = createTurns()
  let kept: Kept = new Map()
  const render = async (families: readonly SampledFamily[]): Promise<PageParts> => {
    const known = kept
    kept = new Map() // what fails half-way is not built upon
    const next = await inSlices(keepFamilies(known, families, budgets))
    const page = await inSlices(renderKept(next))
    kept = next
    return page
  }
  return Object.freeze({ render: (families: readonly SampledFamily[]) => inTurn(() => render(families)) })
}

/** A page that is rendered once. */
export const renderPage = (families: readonly SampledFamily[], budgets: Budgets): { readonly text: string; readonly series: number } => {
  const { parts, series } = atOnce(renderKept(atOnce(keepFamilies(new Map(), families, budgets))))
  return { text: Buffer.concat(parts).toString(), series }
}
