import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'

export const CARRIERS = ['dhl', 'ups', 'gls', 'post'] as const
export type Carrier = (typeof CARRIERS)[number]

interface Supplier {
  readonly id: number
  readonly slug: string
  readonly name: string
}

export interface Delivery {
  readonly id: number
  readonly orderId: number
  readonly carrier: Carrier
  readonly shippedAt: Date
  readonly promisedAt: Date
  readonly failedAt: Date | null
  readonly deliveredAt: Date | null
}

/** What one supplier has to send of one order. */
interface Task {
  readonly orderId: number
  readonly paidAt: Date
  readonly items: readonly { readonly productId: number; readonly name: string; readonly quantity: number }[]
}

interface Page {
  readonly limit: number
  readonly offset: number
}

const DELIVERY = `id, order_id as "orderId", carrier, shipped_at as "shippedAt", promised_at as "promisedAt",
  failed_at as "failedAt", delivered_at as "deliveredAt"`
const OF_USER = 'select id, slug, name from suppliers where user_id = $1'
const UNSENT = `from orders join order_items on order_id = orders.id join products on products.id = product_id
  where orders.status = 'paid' and supplier_id = $1
    and not exists (select from deliveries where deliveries.order_id = orders.id and deliveries.supplier_id = $1)`
const TASKS = `select orders.id as "orderId", orders.paid_at as "paidAt",
    json_agg(json_build_object('productId', product_id, 'name', name, 'quantity', quantity) order by product_id) as items
  ${UNSENT} group by orders.id order by orders.paid_at, orders.id limit $2 offset $3`
const TASKS_COUNT = `select count(distinct orders.id)::integer as total ${UNSENT}`
const DELIVERIES = `select ${DELIVERY} from deliveries where supplier_id = $1 order by shipped_at desc, id desc limit $2 offset $3`
const DELIVERIES_COUNT = 'select count(*)::integer as total from deliveries where supplier_id = $1'
const ORDER = 'select status, user_id as "buyerId" from orders where id = $1 for update'
const HAS_LINES =
  'select product_id from order_items join products on products.id = product_id where order_id = $1 and supplier_id = $2 limit 1'
const SEND = `insert into deliveries (order_id, supplier_id, carrier, promised_at) values ($1, $2, $3, now() + interval '3 days')
  on conflict (order_id, supplier_id) do nothing returning ${DELIVERY}`
const SHIP = `update orders set status = 'shipped', shipped_at = now() where id = $1 and not exists (
  select from order_items join products on products.id = product_id where order_id = $1 and not exists (
    select from deliveries where deliveries.order_id = $1 and deliveries.supplier_id = products.supplier_id)) returning id`

/** The supplier for whom a user signs in. */
export const supplierOfUser = async (database: Database, userId: number): Promise<Supplier> => {
  const supplier = (await database.query<Supplier>('supplier_of_user', OF_USER, [userId]))[0]
  if (supplier) return supplier
  throw new RequestError(403, 'Your account belongs to no supplier; ask an administrator to enter it.')
}

const totalOf = async (database: Database, name: string, statement: string, supplierId: number): Promise<number> =>
  (await database.query<{ total: number }>(name, statement, [supplierId]))[0]?.total ?? 0

/** Paid orders of which the supplier has still to send its part, the longest waiting first. */
export const findTasks = async (database: Database, supplierId: number, { limit, offset }: Page) => ({
  orders: await database.query<Task>('supplier_tasks', TASKS, [supplierId, limit, offset]),
  total: await totalOf(database, 'supplier_tasks_count', TASKS_COUNT, supplierId),
  limit,
  offset,
})

/** What the supplier has sent, the latest first. */
export const findDeliveries = async (database: Database, supplierId: number, { limit, offset }: Page) => ({
  deliveries: await database.query<Delivery>('supplier_deliveries', DELIVERIES, [supplierId, limit, offset]),
  total: await totalOf(database, 'supplier_deliveries_count', DELIVERIES_COUNT, supplierId),
  limit,
  offset,
})

interface Shipped {
  readonly delivery: Delivery
  /** Whether this was the last part of the order. */
  readonly isComplete: boolean
  readonly buyerId: number | null
}

const send = async (query: Query, supplierId: number, orderId: number, carrier: Carrier): Promise<Shipped> => {
  const order = (await query<{ status: string; buyerId: number | null }>('ship_order', ORDER, [orderId]))[0]
  const lines = await query('ship_lines', HAS_LINES, [orderId, supplierId])
  if (!order || lines.length === 0) throw new RequestError(404, `Order ${orderId} has nothing for you to send.`)
  if (order.status !== 'paid') throw new RequestError(409, `Order ${orderId} is ${order.status}; there is nothing left to send.`)
  const delivery = (await query<Delivery>('ship_send', SEND, [orderId, supplierId, carrier]))[0]
  if (!delivery) throw new RequestError(409, `You have sent your part of order ${orderId} already.`)
  const completed = await query('ship_complete', SHIP, [orderId])
  return { delivery, isComplete: completed.length > 0, buyerId: order.buyerId }
}

/** Hands the supplier's part of an order to a carrier; the order is shipped when its last part is. */
export const ship = (database: Database, supplierId: number, orderId: number, carrier: Carrier): Promise<Shipped> =>
  database.transaction((query) => send(query, supplierId, orderId, carrier))
