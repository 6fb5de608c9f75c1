import { between, pickWeighted, seededRandom, type Random } from '../random.js'
import { HOUR } from '../rhythm.js'
import type { SeedVisit } from './customers.js'
import { deliveriesOf, type SeedDelivery } from './deliveries.js'
import type { SeedProduct } from './products.js'

type SeedStatus = 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'refunded'

interface SeedItem {
  readonly productId: number
  readonly supplierId: number
  readonly quantity: number
  readonly priceCents: number
}

export interface SeedOrder {
  readonly id: number
  readonly userId: number | null
  readonly status: SeedStatus
  readonly createdAt: Date
  readonly totalCents: number
  readonly method: 'card' | 'paypal' | 'invoice'
  readonly marketplace: 'own' | 'bazaar' | 'northmall'
  readonly items: readonly SeedItem[]
  readonly deliveries: readonly SeedDelivery[]
  readonly paidAt: Date | null
  readonly shippedAt: Date | null
  readonly deliveredAt: Date | null
  readonly closedAt: Date | null
  readonly refundReason: (typeof REFUND_REASONS)[number] | null
}

const METHODS = ['card', 'paypal', 'invoice'] as const
const MARKETPLACES = ['own', 'bazaar', 'northmall'] as const
const REFUND_REASONS = ['damaged', 'late', 'not-as-described', 'changed-mind', 'other'] as const
const CANCELLED_SHARE = 0.03
const REFUNDED_SHARE = 0.025

/** Popular products come first: a square law over their order. */
const itemsOf = (random: Random, products: readonly SeedProduct[]): readonly SeedItem[] => {
  const chosen = Array.from({ length: between(random, 1, 3) }, () => products[Math.floor(random() ** 2 * products.length)])
  return [...new Set(chosen)].flatMap((product) =>
    product
      ? [{ productId: product.id, supplierId: product.supplierId, quantity: random() < 0.85 ? 1 : 2, priceCents: product.priceCents }]
      : [],
  )
}

/** The latest of the moments, or nothing while one of them is still to come. */
const lastOf = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce((last, moment) => (last && moment ? (moment > last ? moment : last) : null), moments[0] ?? null)

const statusOf = (shippedAt: Date | null, deliveredAt: Date | null): SeedStatus =>
  deliveredAt ? 'delivered' : shippedAt ? 'shipped' : 'paid'

/** What became of an order. */
type Fate = Pick<SeedOrder, 'status' | 'deliveries' | 'paidAt' | 'shippedAt' | 'deliveredAt' | 'closedAt' | 'refundReason'>

const cancelled = (at: Date): Fate => {
  const closedAt = new Date(at.getTime() + HOUR / 4)
  return { status: 'cancelled', deliveries: [], paidAt: null, shippedAt: null, deliveredAt: null, closedAt, refundReason: null }
}

const reasonOf = (random: Random, deliveries: readonly SeedDelivery[]): (typeof REFUND_REASONS)[number] => {
  const isLate = deliveries.some(({ deliveredAt, promisedAt }) => deliveredAt && deliveredAt > promisedAt)
  return isLate ? 'late' : (REFUND_REASONS[pickWeighted(random, [4, 0, 3, 5, 1])] ?? 'other')
}

const fateOf = (random: Random, at: Date, items: readonly SeedItem[], now: Date): Fate => {
  if (now.getTime() - at.getTime() > HOUR && random() < CANCELLED_SHARE) return cancelled(at)
  const paidAt = new Date(Math.min(at.getTime() + HOUR / 60, now.getTime()))
  const sent = deliveriesOf(random, paidAt, [...new Set(items.map(({ supplierId }) => supplierId))], now)
  const shippedAt = lastOf(sent.map((delivery) => delivery?.shippedAt ?? null))
  const deliveredAt = lastOf(sent.map((delivery) => delivery?.deliveredAt ?? null))
  const deliveries = sent.filter((delivery) => delivery !== null)
  const regrets = random() < REFUNDED_SHARE
  const closedAt = new Date((deliveredAt ?? now).getTime() + between(random, 6, 120) * HOUR)
  if (!regrets || !deliveredAt || closedAt > now) {
    return { status: statusOf(shippedAt, deliveredAt), deliveries, paidAt, shippedAt, deliveredAt, closedAt: null, refundReason: null }
  }
  return { status: 'refunded', deliveries, paidAt, shippedAt, deliveredAt, closedAt, refundReason: reasonOf(random, deliveries) }
}

const orderAt = (random: Random, id: number, { at, userId }: SeedVisit, now: Date, products: readonly SeedProduct[]): SeedOrder => {
  const items = itemsOf(random, products)
  const { status, deliveries, paidAt, shippedAt, deliveredAt, closedAt, refundReason } = fateOf(random, at, items, now)
  // Each field by its name: spreading an object a hundred thousand times is what the time went into.
  return {
    id,
    userId,
    status,
    createdAt: at,
    totalCents: items.reduce((sum, item) => sum + item.quantity * item.priceCents, 0),
    method: METHODS[pickWeighted(random, [6, 3, 1])] ?? 'card',
    marketplace: MARKETPLACES[pickWeighted(random, [7, 2, 1])] ?? 'own',
    items,
    deliveries,
    paidAt,
    shippedAt,
    deliveredAt,
    closedAt,
    refundReason,
  }
}

/** What each visit bought and what became of it by `now`. The same visits give the same orders. */
export const seedOrders = (visits: readonly SeedVisit[], products: readonly SeedProduct[], now: Date): readonly SeedOrder[] => {
  const random = seededRandom(1877)
  return visits.map((visit, index) => orderAt(random, index + 1, visit, now, products))
}
