import { between, seededRandom } from '../random.js'
import { departments, type Department } from './assortment.js'
import { supplierOf } from './suppliers.js'

export interface SeedProduct {
  readonly id: number
  readonly sku: string
  readonly name: string
  readonly description: string
  readonly category: string
  readonly priceCents: number
  readonly stock: number
  readonly reorderLevel: number
  readonly supplierId: number
  /** What its supplier is paid. */
  readonly costCents: number
}

type Draft = Pick<SeedProduct, 'name' | 'description' | 'category' | 'priceCents' | 'supplierId' | 'costCents'>

/** Every so many products one starts at its reorder level: a shop in its normal state has a few, never ten. */
const LOW_EVERY = 120

const departmentDrafts = ({ slug, qualities, kinds }: Department, department: number): readonly Draft[] =>
  // Kinds turn fastest and qualities with them, so that the first page of a category shows different things.
  qualities.flatMap((_, row) =>
    kinds.map(([kind, fromCents], column) => {
      const quality = qualities[(row + column) % qualities.length] ?? ''
      const priceCents = Math.round((fromCents * (1 + 0.09 * ((row * 5 + column) % 9))) / 100) * 100 - 5
      const description = `${quality} ${kind.toLowerCase()}, made to last and easy to repair. Ships within two days.`
      const costCents = Math.round(priceCents * (0.5 + 0.02 * ((row + column) % 8)))
      return { name: `${quality} ${kind}`, description, category: slug, priceCents, supplierId: supplierOf(department, column), costCents }
    }),
  )

/**
 * The products of the seed, always the same, taken from the departments in turn.
 *
 * @example seedProducts()[0]?.sku // 'CLO-0001'
 */
export const seedProducts = (): readonly SeedProduct[] => {
  const random = seededRandom(1824)
  const drafts = departments.map(departmentDrafts)
  const rows = drafts[0]?.length ?? 0
  return Array.from({ length: rows }, (_, row) => drafts.flatMap((department) => department.slice(row, row + 1)))
    .flat()
    .map((draft, index) => {
      const id = index + 1
      const reorderLevel = between(random, 8, 20)
      const plenty = reorderLevel + between(random, 60, 260)
      const sku = `${draft.category.slice(0, 3).toUpperCase()}-${String(id).padStart(4, '0')}`
      const stock = id % LOW_EVERY === 0 ? reorderLevel - 1 : plenty
      return { id, sku, ...draft, stock, reorderLevel }
    })
}
