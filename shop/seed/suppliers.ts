/** A supplier of the seed; the first is the shop's own warehouse, which its migration makes. */
export interface SeedSupplier {
  readonly id: number
  readonly slug: string
  readonly name: string
  /** Hours from payment to carrier, on average. */
  readonly handlingHours: number
  /** Share of its deliveries that come after their promise. */
  readonly lateShare: number
  /** What its customers think: stars on average. */
  readonly stars: number
  /** Minutes a paid order waits for somebody to ship it by hand before the shop's jobs do. */
  readonly patienceMinutes: number
}

const ROWS: readonly (readonly [slug: string, name: string, handlingHours: number, lateShare: number, stars: number])[] = [
  ['warehouse', 'Own warehouse', 8, 0.01, 4.8],
  ['harbour-goods', 'Harbour Goods', 14, 0.03, 4.7],
  ['loom-and-last', 'Loom & Last', 16, 0.03, 4.8],
  ['northern-craft', 'Northern Craft', 20, 0.05, 4.6],
  ['kiln-brothers', 'Kiln Brothers', 22, 0.06, 4.5],
  ['green-yard', 'Green Yard', 12, 0.02, 4.7],
  ['summit-supply', 'Summit Supply', 18, 0.04, 4.6],
  ['paper-mill', 'Paper Mill', 10, 0.02, 4.9],
  ['old-town-trading', 'Old Town Trading', 26, 0.08, 4.3],
]

/** The supplier whose user signs in as supplier@shop.example. */
export const DEMO_SUPPLIER = 2

/** Who supplies the shop, always the same. */
export const seedSuppliers: readonly SeedSupplier[] = ROWS.map(([slug, name, handlingHours, lateShare, stars], index) => {
  const id = index + 1
  return { id, slug, name, handlingHours, lateShare, stars, patienceMinutes: id === DEMO_SUPPLIER ? 15 : 1 }
})

/** Who supplies a product: each department's kinds in turn. */
export const supplierOf = (department: number, kind: number): number => ((department * 2 + kind) % seedSuppliers.length) + 1
