import type { Database } from '../../database/database.js'

/** An auction that has just been closed. */
export interface Closed {
  readonly id: number
  readonly outcome: 'sold' | 'unsold'
  readonly highestCents: number | null
  readonly winnerId: number | null
  readonly closedAt: Date
  /** What the winner has to pay for; absent where nobody has won. */
  readonly orderId: number | null
}

/** There are always so many live ones, and never more than so many that are not closed. */
const LIVE = 12
const MOST_OPEN = 40

// One auction and then its product, so that a checkout, which locks products, never waits for this in a circle. The order's
// number is drawn here to tell which auction it is of. What was promised is ordered, also where the shelf is empty by now.
const CLOSE = `with closed as (
    update auctions set status = case when highest_cents is null then 'unsold' else 'sold' end, closed_at = now()
    where id = (select id from auctions where status = 'open' and ends_at <= now() order by ends_at limit 1 for update skip locked)
    returning *),
  won as materialized (
    select closed.*, nextval(pg_get_serial_sequence('orders', 'id'))::integer as order_id from closed where leader_id is not null),
  placed as (
    insert into orders (id, user_id, status, total_cents, currency) select order_id, leader_id, 'pending', highest_cents, currency from won),
  lines as (
    insert into order_items (order_id, product_id, quantity, price_cents) select order_id, product_id, 1, highest_cents from won),
  taken as (update products set stock = greatest(0, stock - 1) from won where products.id = won.product_id)
  select closed.id, closed.status as outcome, closed.highest_cents as "highestCents", closed.leader_id as "winnerId",
    closed.closed_at as "closedAt", order_id as "orderId"
  from closed left join won on won.id = closed.id`
// Four to sixteen minutes each, so that ends are spread; the shop sells what no supplier does.
const OPEN = `insert into auctions (product_id, seller_id, start_cents, increment_cents, ends_at, latest_ends_at)
  select product_id, (select id from users where role = 'supplier' order by random() limit 1),
    greatest(100, price_cents * 6 / 10), greatest(100, price_cents / 20), ends, ends + interval '10 minutes'
  from (select id as product_id, price_cents, now() + make_interval(secs => 240 + random() * 720) as ends from products
    where active and stock > 0 and not exists (select from auctions where product_id = products.id and status = 'open') order by random()
    limit (select greatest(0, least(${LIVE} - count(*) filter (where ends_at > now()), ${MOST_OPEN} - count(*))) from auctions
      where status = 'open')) as chosen
  on conflict do nothing`

/**
 * Closes an auction whose end has passed, if there is one that no other shop is closing: sold by an order that its winner
 * has to pay, or unsold.
 */
export const closeAuction = async (database: Database): Promise<Closed | undefined> =>
  (await database.query<Closed>('auction_close', CLOSE))[0]

/** Opens as many as are missing. */
export const openAuctions = async (database: Database): Promise<void> => {
  await database.query('auctions_open', OPEN)
}
