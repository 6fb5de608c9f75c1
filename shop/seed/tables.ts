import type { PoolClient } from 'pg'
import { departments } from './assortment.js'
import { userOfSupplier, type SeedUser } from './customers.js'
import type { History } from './history.js'
import { seedSuppliers, type SeedSupplier } from './suppliers.js'
import { insertRows, type Columns } from './table.js'

type Of<Name extends keyof History> = History[Name][number]

const CATEGORIES: Columns<{ readonly slug: string; readonly title: string; readonly position: number }> = {
  slug: ['text', ({ slug }) => slug],
  title: ['text', ({ title }) => title],
  position: ['integer', ({ position }) => position],
}

/** None has a password: the demo's own get theirs when the shop opens, and nobody signs in as one of the others. */
const USERS: Columns<SeedUser> = {
  id: ['integer', ({ id }) => id],
  email: ['text', ({ email }) => email],
  name: ['text', ({ name }) => name],
  role: ['text', ({ role }) => role],
  verified_at: ['timestamptz', ({ createdAt, id }) => (id % 12 === 11 ? null : createdAt)],
  referred_by: ['integer', ({ referredBy }) => referredBy],
  last_seen_at: ['timestamptz', ({ lastSeenAt }) => lastSeenAt],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
}

const SUPPLIERS: Columns<SeedSupplier> = {
  id: ['integer', ({ id }) => id],
  slug: ['text', ({ slug }) => slug],
  name: ['text', ({ name }) => name],
  handling: ['interval', ({ patienceMinutes }) => `${patienceMinutes} minutes`],
  user_id: ['integer', ({ id }) => userOfSupplier(id)],
}

const PRODUCTS: Columns<Of<'products'>> = {
  id: ['integer', ({ id }) => id],
  sku: ['text', ({ sku }) => sku],
  name: ['text', ({ name }) => name],
  description: ['text', ({ description }) => description],
  category: ['text', ({ category }) => category],
  price_cents: ['integer', ({ priceCents }) => priceCents],
  stock: ['integer', ({ stock }) => stock],
  reorder_level: ['integer', ({ reorderLevel }) => reorderLevel],
  supplier_id: ['integer', ({ supplierId }) => supplierId],
  cost_cents: ['integer', ({ costCents }) => costCents],
}

/** Who sells and who buys, and what there is. */
export const fillShop = async (client: PoolClient, { users, products }: History): Promise<void> => {
  const categories = departments.map(({ slug, title }, position) => ({ slug, title, position }))
  await insertRows(client, 'users', USERS, users)
  const [warehouse, ...others] = seedSuppliers
  if (warehouse) await client.query('update suppliers set user_id = $2 where id = $1', [warehouse.id, userOfSupplier(warehouse.id)])
  await insertRows(client, 'suppliers', SUPPLIERS, others)
  await insertRows(client, 'categories', CATEGORIES, categories)
  await insertRows(client, 'products', PRODUCTS, products)
}

const TARGETS: Columns<Of<'targets'>> = {
  day: ['date', ({ day }) => day],
  revenue_cents: ['bigint', ({ revenueCents }) => revenueCents],
}

const COSTS: Columns<Of<'costs'>> = {
  day: ['date', ({ day }) => day],
  channel: ['text', ({ channel }) => channel],
  cents: ['bigint', ({ cents }) => cents],
}

/** What the shop was meant to earn and what it spent. */
export const fillFinance = async (client: PoolClient, { targets, costs }: History): Promise<void> => {
  await insertRows(client, 'revenue_targets', TARGETS, targets)
  await insertRows(client, 'marketing_costs', COSTS, costs)
}
