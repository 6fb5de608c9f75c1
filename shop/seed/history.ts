import { seedAuctions, type SeedAuction } from './auctions.js'
import type { Period } from './calendar.js'
import { seedCustomers, type SeedUser } from './customers.js'
import { seedCosts, seedTargets } from './finance.js'
import { seedOpinions, type SeedOpinions } from './opinions.js'
import { seedOrders, type SeedOrder } from './orders.js'
import { seedProducts, type SeedProduct } from './products.js'

/** Everything that happened in the shop before it was started. */
export interface History extends SeedOpinions {
  readonly products: readonly SeedProduct[]
  readonly users: readonly SeedUser[]
  readonly orders: readonly SeedOrder[]
  readonly auctions: readonly SeedAuction[]
  readonly targets: ReturnType<typeof seedTargets>
  readonly costs: ReturnType<typeof seedCosts>
}

/** The history of a period, always the same for the same period. */
export const seedHistory = (period: Period): History => {
  const products = seedProducts()
  const { users, visits } = seedCustomers(period)
  const orders = seedOrders(visits, products, period.now)
  return {
    products,
    users,
    orders,
    ...seedOpinions(orders, period.now),
    auctions: seedAuctions(period, products, users),
    targets: seedTargets(period, orders),
    costs: seedCosts(period, users),
  }
}
