import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'
import type { OrderStatus } from '../orders.js'

export const REASONS = ['damaged', 'late', 'not-as-described', 'changed-mind', 'other'] as const
export type RefundReason = (typeof REASONS)[number]

export interface Refunded {
  readonly orderId: number
  readonly amountCents: number
  readonly currency: string
  readonly reason: RefundReason
  readonly createdAt: Date
  readonly buyerId: number | null
}

interface Held {
  readonly status: OrderStatus
  readonly currency: string
  readonly buyerId: number | null
  readonly hasParcels: boolean
}

const REFUNDABLE: ReadonlySet<OrderStatus> = new Set(['paid', 'shipped', 'delivered'])

const HOLD = `select status, currency, user_id as "buyerId", exists (select from deliveries where order_id = orders.id) as "hasParcels"
  from orders where id = $1 for update`
const CLOSE = `with closed as (update orders set status = 'refunded', closed_at = now() where id = $1 returning id, total_cents)
  insert into refunds (order_id, amount_cents, reason, refunded_by) select id, total_cents, $2, $3 from closed
  returning amount_cents as "amountCents", created_at as "createdAt"`
// Locked in the order of their ids, as a checkout locks them.
const RESTORE = `with kept as (select products.id, quantity from order_items join products on products.id = product_id
    where order_id = $1 order by products.id for update of products)
  update products set stock = stock + quantity from kept where kept.id = products.id`

const give = async (query: Query, orderId: number, reason: RefundReason, administrator: number): Promise<Refunded> => {
  const held = (await query<Held>('refund_hold', HOLD, [orderId]))[0]
  if (!held) throw new RequestError(404, `There is no order ${orderId}.`)
  if (!REFUNDABLE.has(held.status)) throw new RequestError(409, `Order ${orderId} is ${held.status} and cannot be refunded.`)
  const closed = (await query<Pick<Refunded, 'amountCents' | 'createdAt'>>('refund_close', CLOSE, [orderId, reason, administrator]))[0]
  if (!closed) throw new Error('the refund closed no order')
  if (held.status === 'paid' && !held.hasParcels) await query('refund_restore', RESTORE, [orderId])
  return { orderId, reason, ...closed, currency: held.currency, buyerId: held.buyerId }
}

/** Gives the money of a paid order back; what had not left the shelves stays there. */
export const refund = (database: Database, orderId: number, reason: RefundReason, administrator: number): Promise<Refunded> =>
  database.transaction((query) => give(query, orderId, reason, administrator))
