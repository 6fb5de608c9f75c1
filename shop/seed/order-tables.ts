import type { PoolClient } from 'pg'
import type { SeedDelivery } from './deliveries.js'
import type { SeedOrder } from './orders.js'
import { insertRows, type Columns } from './table.js'

const ORDERS: Columns<SeedOrder> = {
  id: ['integer', ({ id }) => id],
  user_id: ['integer', ({ userId }) => userId],
  status: ['text', ({ status }) => status],
  total_cents: ['integer', ({ totalCents }) => totalCents],
  marketplace: ['text', ({ marketplace }) => marketplace],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
  paid_at: ['timestamptz', ({ paidAt }) => paidAt],
  shipped_at: ['timestamptz', ({ shippedAt }) => shippedAt],
  delivered_at: ['timestamptz', ({ deliveredAt }) => deliveredAt],
  closed_at: ['timestamptz', ({ closedAt }) => closedAt],
}

type Line = SeedOrder['items'][number] & { readonly orderId: number }

const LINES: Columns<Line> = {
  order_id: ['integer', ({ orderId }) => orderId],
  product_id: ['integer', ({ productId }) => productId],
  quantity: ['integer', ({ quantity }) => quantity],
  price_cents: ['integer', ({ priceCents }) => priceCents],
}

const PAYMENTS: Columns<SeedOrder> = {
  order_id: ['integer', ({ id }) => id],
  method: ['text', ({ method }) => method],
  outcome: ['text', ({ paidAt }) => (paidAt ? 'accepted' : 'declined')],
  amount_cents: ['integer', ({ totalCents }) => totalCents],
  currency: ['text', () => 'EUR'],
  created_at: ['timestamptz', ({ paidAt, createdAt }) => paidAt ?? createdAt],
}

const DELIVERIES: Columns<SeedDelivery & { readonly orderId: number }> = {
  order_id: ['integer', ({ orderId }) => orderId],
  supplier_id: ['integer', ({ supplierId }) => supplierId],
  carrier: ['text', ({ carrier }) => carrier],
  shipped_at: ['timestamptz', ({ shippedAt }) => shippedAt],
  promised_at: ['timestamptz', ({ promisedAt }) => promisedAt],
  failed_at: ['timestamptz', ({ failedAt }) => failedAt],
  delivered_at: ['timestamptz', ({ deliveredAt }) => deliveredAt],
}

const REFUNDS: Columns<SeedOrder> = {
  order_id: ['integer', ({ id }) => id],
  amount_cents: ['integer', ({ totalCents }) => totalCents],
  reason: ['text', ({ refundReason }) => refundReason],
  created_at: ['timestamptz', ({ closedAt }) => closedAt],
}

/** What was bought, paid, sent and given back. Every second of the orders that were cancelled had a payment declined. */
export const fillOrders = async (client: PoolClient, orders: readonly SeedOrder[]): Promise<void> => {
  await insertRows(client, 'orders', ORDERS, orders)
  await insertRows(
    client,
    'order_items',
    LINES,
    orders.flatMap(({ id, items }) => items.map((item) => ({ ...item, orderId: id }))),
  )
  await insertRows(
    client,
    'payments',
    PAYMENTS,
    orders.filter(({ id, paidAt }) => paidAt !== null || id % 2 === 0),
  )
  await insertRows(
    client,
    'deliveries',
    DELIVERIES,
    orders.flatMap(({ id, deliveries }) => deliveries.map((one) => ({ ...one, orderId: id }))),
  )
  await insertRows(
    client,
    'refunds',
    REFUNDS,
    orders.filter(({ status }) => status === 'refunded'),
  )
}
