import type { Pool, PoolClient } from 'pg'
import { exclusively } from '../database/migrate.js'
import { departments } from './assortment.js'
import { seedOrders, type SeedOrder } from './orders.js'
import { seedProducts, type SeedProduct } from './products.js'

/** Rows a statement; keeps the parameter of one statement under a few megabytes. */
const CHUNK = 5000

const CATEGORIES = `insert into categories (slug, title, position)
  select slug, title, position from jsonb_to_recordset($1::jsonb) as row (slug text, title text, position integer)`
const PRODUCTS = `insert into products (id, sku, name, description, category, price_cents, stock, reorder_level)
  select id, sku, name, description, category, "priceCents", stock, "reorderLevel" from jsonb_to_recordset($1::jsonb) as row
  (id integer, sku text, name text, description text, category text, "priceCents" integer, stock integer, "reorderLevel" integer)`
// A minute to pay, a day to ship, three to deliver: the times follow from the order's own, and never lie ahead of now.
const ORDERS = `insert into orders (id, status, total_cents, created_at, paid_at, shipped_at, delivered_at, closed_at)
  select id, status, "totalCents", created,
    case when status <> 'cancelled' then least(created + interval '1 minute', now()) end,
    case when status in ('shipped', 'delivered', 'refunded') then least(created + interval '1 day', now()) end,
    case when status in ('delivered', 'refunded') then least(created + interval '3 days', now()) end,
    case when status in ('cancelled', 'refunded') then least(created + interval '5 days', now()) end
  from jsonb_to_recordset($1::jsonb) as row (id integer, status text, "totalCents" integer, "createdAt" timestamptz),
    lateral (select "createdAt" as created) as placed`
const ITEMS = `insert into order_items (order_id, product_id, quantity, price_cents)
  select (placed ->> 'id')::integer, "productId", quantity, "priceCents" from jsonb_array_elements($1::jsonb) as placed,
  jsonb_to_recordset(placed -> 'items') as item ("productId" integer, quantity integer, "priceCents" integer)`
const PAYMENTS = `insert into payments (order_id, method, outcome, amount_cents, currency, created_at)
  select row.id, row.method, 'accepted', orders.total_cents, orders.currency, orders.paid_at
  from jsonb_to_recordset($1::jsonb) as row (id integer, method text) join orders on orders.id = row.id where orders.paid_at is not null`
const IDENTITIES = `select setval(pg_get_serial_sequence('products', 'id'), (select max(id) from products)),
  setval(pg_get_serial_sequence('orders', 'id'), (select max(id) from orders))`

const loadOrders = async (client: PoolClient, orders: readonly SeedOrder[]): Promise<void> => {
  for (let start = 0; start < orders.length; start += CHUNK) {
    const rows = JSON.stringify(orders.slice(start, start + CHUNK))
    for (const statement of [ORDERS, ITEMS, PAYMENTS]) await client.query(statement, [rows])
  }
}

const loadAll = async (client: PoolClient, products: readonly SeedProduct[], orders: readonly SeedOrder[]): Promise<void> => {
  const categories = departments.map(({ slug, title }, position) => ({ slug, title, position }))
  await client.query(CATEGORIES, [JSON.stringify(categories)])
  await client.query(PRODUCTS, [JSON.stringify(products)])
  await loadOrders(client, orders)
  await client.query(IDENTITIES)
}

/** Fills an empty shop with products and the history of orders; a shop that was filled before is left alone (returns false). */
export const loadSeed = (pool: Pool, days: number, now: Date): Promise<boolean> =>
  exclusively(pool, async (client) => {
    const { rowCount } = await client.query("insert into seeds (name) values ('demo') on conflict do nothing")
    if (rowCount === 0) return false
    const products = seedProducts()
    await loadAll(client, products, seedOrders({ days, perDay: 240, now }, products))
    return true
  })
