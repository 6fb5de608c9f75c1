import { Buffer } from 'node:buffer'
import { exporterSelf } from '../../definition/catalogue/index.js'
import { atOnce, inSlices, renderStores, type Steps } from '../../exposition/index.js'
import { createTurns } from '../sessions/turns.js'
import { createBuffer, type FamilyBuffer, type FamilyHead, type SampledFamily } from './buffer.js'
import { keepFamily, writeValues, type JoinedFamily, type KeptFamily } from './kept-family.js'

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
const joinFamilies = (read: readonly SampledFamily[]): readonly JoinedFamily[] => {
  const joined = new Map<string, { readonly head: FamilyHead; readonly parts: number[] }>()
  for (const [place, { head }] of read.entries()) {
    const known = joined.get(head.name)
    if (known) known.parts.push(place)
    else joined.set(head.name, { head, parts: [place] })
  }
  return [...joined.values()]
}

/** A page as it was last. */
interface Kept {
  /** What was read. */
  readonly read: readonly SampledFamily[]
  /** The families made of it. */
  readonly families: ReadonlyMap<string, KeptFamily>
  /** What the budgets did to these. */
  readonly ofBudgets: ReadonlyMap<string, KeptFamily>
}

const EMPTY: Kept = { read: [], families: new Map(), ofBudgets: new Map() }

type BudgetOf = (name: string) => number

function* keepAll(known: Kept['families'], read: readonly SampledFamily[], budgetOf: BudgetOf): Steps<ReadonlyMap<string, KeptFamily>> {
  const kept = new Map<string, KeptFamily>()
  for (const family of joinFamilies(read)) {
    const { name } = family.head
    kept.set(name, yield* keepFamily(known.get(name), family, read, budgetOf(name)))
    if (kept.size % MANY === 0) yield
  }
  return kept
}

/** Each list of series belongs to one family of one collector, so the same lists are the same families. */
const isSame = (before: readonly SampledFamily[], read: readonly SampledFamily[]): boolean => {
  if (before.length !== read.length) return false
  for (let place = 0; place < read.length; place += 1) if (before[place]?.series !== read[place]?.series) return false
  return true
}

function* refresh(known: Kept, read: readonly SampledFamily[]): Steps<Kept> {
  let done = 0
  for (const family of known.families.values()) {
    writeValues(family, read)
    done += 1
    if (done % MANY === 0) yield
  }
  return { ...known, read }
}

/** The families that were read, each once, then what was folded or refused on the way. */
function* keepFamilies(known: Kept, read: readonly SampledFamily[], budgets: Budgets, buffer: FamilyBuffer): Steps<Kept> {
  if (known.read.length > 0 && isSame(known.read, read)) return yield* refresh(known, read)
  const families = yield* keepAll(known.families, read, (name) => budgets.byMetric.get(name) ?? budgets.standard)
  const ofBudgets = yield* keepAll(known.ofBudgets, budgetFamilies(buffer, families.values(), budgets), () => Infinity)
  return { read, families, ofBudgets }
}

function* renderKept({ families, ofBudgets }: Kept): Steps<PageParts> {
  const stores = [...families.values(), ...ofBudgets.values()].map(({ store }) => store)
  return { parts: yield* renderStores(stores), series: stores.reduce((sum, store) => sum + store.length(), 0) }
}

/** A page that is rendered again and again: what did not change since the last time is neither named nor printed again. */
export const createPage = (budgets: Budgets): Page => {
  const inTurn = createTurns()
  const ofBudgets = createBuffer()
  let kept = EMPTY
  const render = async (read: readonly SampledFamily[]): Promise<PageParts> => {
    const known = kept
    kept = EMPTY // what fails half-way is not built upon
    const next = await inSlices(keepFamilies(known, read, budgets, ofBudgets))
    const page = await inSlices(renderKept(next))
    kept = next
    return page
  }
  return Object.freeze({ render: (families: readonly SampledFamily[]) => inTurn(() => render(families)) })
}

/** A page that is rendered once. */
export const renderPage = (families: readonly SampledFamily[], budgets: Budgets): { readonly text: string; readonly series: number } => {
  const { parts, series } = atOnce(renderKept(atOnce(keepFamilies(EMPTY, families, budgets, createBuffer()))))
  return { text: Buffer.concat(parts).toString(), series }
}
