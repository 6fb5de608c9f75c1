import type { PoolClient } from 'pg'
import { UsageError } from '../../configuration/index.js'

/**
 * What the monitoring may read: the columns that its queries name, and no others. Whoever asks for one more adds it here; until
 * then the exporter refuses the query and says so.
 */
export const READABLE = {
  auctions: ['ends_at', 'id', 'status'],
  basket_items: ['added_at', 'session_id'],
  deliveries: ['delivered_at', 'failed_at', 'order_id', 'promised_at', 'shipped_at', 'supplier_id'],
  marketing_costs: ['cents', 'channel', 'day'],
  marketplaces: ['commission', 'slug'],
  messages: ['created_at', 'id', 'receiver_id', 'sender_id'],
  nps_answers: ['created_at', 'id', 'score'],
  offers: ['status'],
  order_items: ['order_id', 'price_cents', 'product_id', 'quantity'],
  orders: ['created_at', 'currency', 'id', 'marketplace', 'paid_at', 'status', 'total_cents', 'user_id'],
  payments: ['amount_cents', 'created_at', 'method', 'outcome'],
  products: ['active', 'category', 'cost_cents', 'currency', 'id', 'reorder_level', 'stock', 'supplier_id'],
  refunds: ['amount_cents', 'created_at', 'order_id', 'reason'],
  revenue_targets: ['day', 'revenue_cents'],
  reviews: ['created_at', 'stars'],
  sample_requests: ['created_at', 'product_id', 'user_id'],
  suppliers: ['id', 'slug'],
  users: ['created_at', 'id', 'last_seen_at', 'referred_by', 'role'],
} as const satisfies Readonly<Record<string, readonly string[]>>

const OWN_TABLES = `select relname as name from pg_class
  where relnamespace = 'public'::regnamespace and relowner = current_user::regrole and relkind in ('r', 'p') order by relname`

/**
 * Lets a role read {@link READABLE}, and nothing else of the shop's: what it was granted before is taken from it. What it may as a
 * member of another role stays.
 *
 * @throws UsageError where there is no such role.
 */
export const letRead = async (client: PoolClient, role: string): Promise<void> => {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  if (rowCount === 0) throw new UsageError(`environment: SHOP_READER_ROLE names "${role.slice(0, 63)}", which is no role; create it.`)
  const reader = client.escapeIdentifier(role)
  await client.query(`alter default privileges in schema public revoke select on tables from ${reader}`)
  const { rows } = await client.query<{ name: string }>(OWN_TABLES)
  const tables = rows.map(({ name }) => client.escapeIdentifier(name)).join(', ')
  await client.query(`revoke select on ${tables} from ${reader}`)
  for (const [table, columns] of Object.entries(READABLE))
    await client.query(`grant select (${columns.join(', ')}) on ${table} to ${reader}`)
}
