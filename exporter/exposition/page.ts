import { exporterSelf } from '../../definition/catalogue/index.js'
import { boundFamily, type BoundedFamily } from './budget.js'
import { createBuffer, mergeFamilies, type SampledFamily } from './buffer.js'
import { familyText } from './text.js'

export interface Budgets {
  /** Series a metric may have. */
  readonly standard: number
  /** Other budgets, by metric; what they did not fold is reported as 0, since their labels come from people's SQL. */
  readonly byMetric: ReadonlyMap<string, number>
}

export interface Page {
  readonly text: string
  readonly series: number
}

const boundFamilies = (families: readonly SampledFamily[], budgets: Budgets): readonly BoundedFamily[] =>
  mergeFamilies(families).map((family) => boundFamily(family, budgets.byMetric.get(family.head.name) ?? budgets.standard))

/** What the budgets did, as families of their own. */
const budgetFamilies = (bounded: readonly BoundedFamily[], budgets: Budgets): readonly SampledFamily[] => {
  const buffer = createBuffer()
  for (const { head, overflowed, duplicates } of bounded) {
    const labels = { metric: head.name }
    const isWatched = budgets.byMetric.has(head.name)
    if (overflowed > 0 || isWatched) buffer.set(exporterSelf.plimsoll_series_overflowed, labels, overflowed)
    if (duplicates > 0 || isWatched) buffer.set(exporterSelf.plimsoll_series_duplicates, labels, duplicates)
  }
  return buffer.families()
}

/** Renders everything that was read, each family once, and what was folded or refused on the way. */
export const renderPage = (families: readonly SampledFamily[], budgets: Budgets): Page => {
  const bounded = boundFamilies(families, budgets)
  const all = [...bounded, ...boundFamilies(budgetFamilies(bounded, budgets), { standard: Infinity, byMetric: new Map() })]
  return {
    text: all.map(({ head, series }) => familyText(head, series)).join(''),
    series: all.reduce((sum, { series }) => sum + series.size, 0),
  }
}
