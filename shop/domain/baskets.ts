import { randomBytes } from 'node:crypto'
import type { Database } from '../database/database.js'
import { RequestError, unknownSession } from '../errors.js'

interface BasketItem {
  readonly productId: number
  readonly name: string
  readonly quantity: number
  readonly priceCents: number
}

export interface Basket {
  readonly items: readonly BasketItem[]
  readonly totalCents: number
  readonly currency: string
}

/** Different products a basket holds at most. */
const BASKET_LIMIT = 50

const START = 'insert into sessions (id, marketplace) select $1, slug from marketplaces where slug = $2 returning id'
const READ = `select product_id as "productId", name, quantity, price_cents as "priceCents" from basket_items
  join products on products.id = product_id where session_id = $1 order by added_at, product_id`
const KNOWN = `select (select count(*)::integer from sessions where id = $1) as sessions,
  (select count(*)::integer from products where id = $2 and active) as products,
  (select count(*)::integer from basket_items where session_id = $1 and product_id <> $2) as others`
// Twenty of a product is the most; adding more leaves it at that.
const ADD = `insert into basket_items (session_id, product_id, quantity) values ($1, $2, $3)
  on conflict (session_id, product_id) do update set quantity = least(20, basket_items.quantity + excluded.quantity)`
const SET = 'update basket_items set quantity = $3 where session_id = $1 and product_id = $2 returning product_id'
const REMOVE = 'delete from basket_items where session_id = $1 and product_id = $2 returning product_id'

/** Opens a session for a visitor whom a marketplace sent, or who came by themselves, and returns its token, 128 random bits. */
export const startSession = async (database: Database, marketplace = 'own'): Promise<string> => {
  const token = randomBytes(16).toString('base64url')
  const started = await database.query('session_start', START, [token, marketplace])
  if (started.length === 0) throw new RequestError(404, `There is no marketplace ${marketplace}.`)
  return token
}

/** What the session has put into its basket; an unknown session's is empty. */
export const readBasket = async (database: Database, session: string): Promise<Basket> => {
  const items = await database.query<BasketItem>('basket_read', READ, [session])
  return { items, totalCents: items.reduce((sum, item) => sum + item.quantity * item.priceCents, 0), currency: 'EUR' }
}

/** Puts a product into the basket, or more of it. */
export const addToBasket = async (database: Database, session: string, productId: number, quantity: number): Promise<Basket> => {
  const known = (
    await database.query<{ sessions: number; products: number; others: number }>('basket_known', KNOWN, [session, productId])
  )[0]
  if (!known?.sessions) throw unknownSession()
  if (!known.products) throw new RequestError(404, `There is no product ${productId} on sale.`)
  if (known.others >= BASKET_LIMIT) throw new RequestError(409, `A basket holds at most ${BASKET_LIMIT} different products.`)
  await database.query('basket_add', ADD, [session, productId, quantity])
  return readBasket(database, session)
}

const touchItem = async (database: Database, name: string, statement: string, values: readonly [string, number, ...number[]]) => {
  const [session, productId] = values
  const changed = await database.query(name, statement, values)
  if (changed.length === 0) throw new RequestError(404, `Product ${productId} is not in the basket.`)
  return readBasket(database, session)
}

/** Sets how many of a product are in the basket. */
export const setQuantity = (database: Database, session: string, productId: number, quantity: number): Promise<Basket> =>
  touchItem(database, 'basket_set', SET, [session, productId, quantity])

/** Takes a product out of the basket. */
export const removeFromBasket = (database: Database, session: string, productId: number): Promise<Basket> =>
  touchItem(database, 'basket_remove', REMOVE, [session, productId])
