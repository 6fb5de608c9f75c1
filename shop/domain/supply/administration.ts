import type { Database } from '../../database/database.js'
import type { Order, OrderStatus } from '../orders.js'
import type { Role } from '../people/user.js'

interface Page {
  readonly limit: number
  readonly offset: number
}

interface ListedOrder extends Order {
  readonly marketplace: string
  readonly buyer: string | null
}

interface ListedUser {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly isVerified: boolean
  readonly createdAt: Date
  readonly lastSeenAt: Date | null
  readonly orders: number
}

export interface Summary {
  readonly ordersToday: number
  readonly revenueTodayCents: number
  readonly targetTodayCents: number | null
  readonly ordersToShip: number
  readonly parcelsOverdue: number
  readonly offersOpen: number
  readonly productsLow: number
  readonly users: number
  readonly usersToday: number
}

const ORDERS = `select orders.id, status, total_cents as "totalCents", currency, orders.created_at as "createdAt", paid_at as "paidAt",
    shipped_at as "shippedAt", delivered_at as "deliveredAt", marketplace, users.email as buyer
  from orders left join users on users.id = user_id where ($1::text is null or status = $1)
  order by orders.created_at desc, orders.id desc limit $2 offset $3`
const ORDERS_COUNT = 'select count(*)::integer as total from orders where ($1::text is null or status = $1)'
const USERS = `select id, email, name, role, verified_at is not null as "isVerified", created_at as "createdAt", last_seen_at as "lastSeenAt",
    (select count(*)::integer from orders where user_id = users.id) as orders
  from users where ($1::text is null or role = $1) order by created_at desc, id desc limit $2 offset $3`
const USERS_COUNT = 'select count(*)::integer as total from users where ($1::text is null or role = $1)'
const SUMMARY = `select
  (select count(*)::integer from orders where created_at >= date_trunc('day', now())) as "ordersToday",
  (select coalesce(sum(total_cents), 0)::float8 from orders
    where paid_at >= date_trunc('day', now()) and status <> 'refunded') as "revenueTodayCents",
  (select revenue_cents::float8 from revenue_targets where day = current_date) as "targetTodayCents",
  (select count(*)::integer from orders where status = 'paid') as "ordersToShip",
  (select count(*)::integer from deliveries where delivered_at is null and promised_at < now()) as "parcelsOverdue",
  (select count(*)::integer from offers where status = 'open') as "offersOpen",
  (select count(*)::integer from products where active and stock <= reorder_level) as "productsLow",
  (select count(*)::integer from users) as users,
  (select count(*)::integer from users where created_at >= date_trunc('day', now())) as "usersToday"`

const totalOf = async (database: Database, name: string, statement: string, filter: string | null): Promise<number> =>
  (await database.query<{ total: number }>(name, statement, [filter]))[0]?.total ?? 0

/** All orders, the latest first. */
export const listOrders = async (
  database: Database,
  { status = null, limit, offset }: Page & { readonly status?: OrderStatus | null },
) => ({
  orders: await database.query<ListedOrder>('admin_orders', ORDERS, [status, limit, offset]),
  total: await totalOf(database, 'admin_orders_count', ORDERS_COUNT, status),
  limit,
  offset,
})

/** All users, the latest first. */
export const listUsers = async (database: Database, { role = null, limit, offset }: Page & { readonly role?: Role | null }) => ({
  users: await database.query<ListedUser>('admin_users', USERS, [role, limit, offset]),
  total: await totalOf(database, 'admin_users_count', USERS_COUNT, role),
  limit,
  offset,
})

/** How the shop stands at this moment. */
export const summarise = async (database: Database): Promise<Summary> => {
  const summary = (await database.query<Summary>('admin_summary', SUMMARY))[0]
  if (!summary) throw new Error('the summary has no row')
  return summary
}
