import type { Database, Query } from '../database/database.js'
import { RequestError, unknownSession } from '../errors.js'

export type OrderStatus = 'pending' | 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'refunded'

export interface Order {
  readonly id: number
  readonly status: OrderStatus
  readonly totalCents: number
  readonly currency: string
  readonly createdAt: Date
  readonly paidAt: Date | null
  readonly shippedAt: Date | null
  readonly deliveredAt: Date | null
}

export interface OrderItem {
  readonly productId: number
  readonly name: string
  readonly quantity: number
  readonly priceCents: number
}

export interface Checkout {
  readonly order: Order
  /** Products of which nothing is left after this order. */
  readonly soldOut: readonly number[]
}

interface Line {
  readonly productId: number
  readonly quantity: number
  readonly name: string
  readonly stock: number
}

const COLUMNS = `id, status, total_cents as "totalCents", currency, created_at as "createdAt", paid_at as "paidAt",
  shipped_at as "shippedAt", delivered_at as "deliveredAt"`
// The session's lock keeps new products out of the basket and a second checkout waiting until this one is done.
const SESSION = 'select id from sessions where id = $1 for update'
// Products are locked in the order of their ids, so that two checkouts never wait for each other in a circle.
const LINES = `select products.id as "productId", quantity, name, stock from basket_items join products on products.id = product_id
  where session_id = $1 order by products.id for update of products, basket_items`
const PLACE = `with placed as (
    insert into orders (session_id, user_id, marketplace, status, total_cents)
    select $1, (select user_id from sessions where id = $1), (select marketplace from sessions where id = $1), 'pending', sum(quantity * price_cents)::integer from basket_items join products on products.id = product_id where session_id = $1
    returning *),
  lines as (
    insert into order_items (order_id, product_id, quantity, price_cents)
    select placed.id, product_id, quantity, price_cents from placed, basket_items join products on products.id = product_id
    where basket_items.session_id = $1),
  taken as (
    update products set stock = stock - quantity from basket_items where product_id = products.id and session_id = $1),
  emptied as (delete from basket_items where session_id = $1)
  select ${COLUMNS} from placed`
/** The session's own orders, and those of the user who is signed in with it, wherever they were placed. */
export const mine = (session: '$1' | '$2'): string =>
  `(session_id = ${session} or user_id = (select user_id from sessions where id = ${session}))`
const ONE = `select ${COLUMNS} from orders where id = $1 and ${mine('$2')}`
const LATEST = `select ${COLUMNS} from orders where ${mine('$1')} order by id desc limit 20`
const ITEMS = `select product_id as "productId", name, quantity, order_items.price_cents as "priceCents" from order_items
  join products on products.id = product_id where order_id = $1 order by product_id`

const place = async (query: Query, session: string): Promise<Checkout> => {
  const sessions = await query('checkout_session', SESSION, [session])
  if (sessions.length === 0) throw unknownSession()
  const lines = await query<Line>('checkout_lines', LINES, [session])
  if (lines.length === 0) throw new RequestError(409, 'The basket is empty; put a product into it first.')
  const short = lines.find((line) => line.stock < line.quantity)
  if (short) throw new RequestError(409, `Only ${short.stock} of ${short.name} are left; take fewer.`)
  const order = (await query<Order>('checkout_place', PLACE, [session]))[0]
  if (!order) throw new Error('the checkout placed no order')
  return { order, soldOut: lines.filter((line) => line.stock === line.quantity).map((line) => line.productId) }
}

/** Turns the session's basket into an order that waits for its payment; stock is taken in the same transaction. */
export const checkout = (database: Database, session: string): Promise<Checkout> => database.transaction((query) => place(query, session))

/** The order, if it is this session's or its user's. */
export const findOrder = async (
  database: Database,
  session: string,
  id: number,
): Promise<(Order & { readonly items: readonly OrderItem[] }) | undefined> => {
  const order = (await database.query<Order>('order_by_id', ONE, [id, session]))[0]
  return order && { ...order, items: await database.query<OrderItem>('order_items', ITEMS, [id]) }
}

/** The latest orders of the session and its user, at most twenty. */
export const findOrders = (database: Database, session: string): Promise<readonly Order[]> =>
  database.query('orders_of_session', LATEST, [session])
