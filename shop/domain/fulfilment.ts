import type { Database } from '../database/database.js'

/** What one round did; each number counts parcels, the last one orders. */
export interface Fulfilled {
  readonly sent: number
  readonly onTime: number
  readonly late: number
  readonly failed: number
  readonly delivered: number
}

// The jobs play the suppliers and carriers. Each step takes a bounded number of rows and skips what another shop process
// is working on.
const UNSENT = `select from order_items join products on products.id = product_id join suppliers on suppliers.id = supplier_id
  where order_id = orders.id and not exists (
    select from deliveries where deliveries.order_id = orders.id and deliveries.supplier_id = suppliers.id)`
const SEND = `with due as (
    select id, paid_at from orders where status = 'paid' and exists (${UNSENT} and paid_at < now() - handling)
    order by created_at limit 200 for update skip locked)
  insert into deliveries (order_id, supplier_id, carrier, promised_at)
  select distinct due.id, suppliers.id, (array['dhl', 'ups', 'gls', 'post'])[1 + due.id % 4], now() + interval '3 days'
  from due join order_items on order_id = due.id join products on products.id = product_id join suppliers on suppliers.id = supplier_id
  where paid_at < now() - handling
  on conflict do nothing returning id`
const SHIP = `update orders set status = 'shipped', shipped_at = now() where id in (select id from orders
  where status = 'paid' and paid_at < now() - interval '1 minute' and not exists (${UNSENT})
  order by created_at limit 200 for update skip locked)`
// One parcel in eighty is not delivered at the first try.
const FAIL = `update deliveries set failed_at = now() where id in (select id from deliveries
  where delivered_at is null and failed_at is null and id % 80 = 0 and shipped_at < now() - interval '5 minutes'
  order by shipped_at limit 100 for update skip locked) returning id`
const ARRIVE = `update deliveries set delivered_at = now() where id in (select id from deliveries
  where delivered_at is null and shipped_at < now() - interval '5 minutes' and (failed_at is null or failed_at < now() - interval '2 minutes')
  order by shipped_at limit 100 for update skip locked) returning delivered_at > promised_at as "isLate"`
const DELIVER = `update orders set status = 'delivered', delivered_at = now() where id in (select id from orders
  where status = 'shipped' and shipped_at < now() - interval '5 minutes'
    and not exists (select from deliveries where order_id = orders.id and delivered_at is null)
  order by created_at limit 200 for update skip locked) returning id`

const UPKEEP: readonly (readonly [name: string, statement: string])[] = [
  [
    // The process that charged them is gone; the order can be paid again.
    'fulfil_payments_lost',
    `update payments set outcome = 'failed' where id in (select id from payments
      where outcome = 'started' and created_at < now() - interval '2 minutes' limit 200 for update skip locked)`,
  ],
  [
    'fulfil_cancel',
    `with cancelled as (
        update orders set status = 'cancelled', closed_at = now() where id in (select id from orders
          where status = 'pending' and created_at < now() - interval '15 minutes'
            and not exists (select from payments where order_id = orders.id and outcome in ('started', 'accepted'))
          order by created_at limit 50 for update skip locked) returning id),
      returned as (select product_id, sum(quantity) as quantity from order_items join cancelled on cancelled.id = order_id group by product_id)
      update products set stock = stock + returned.quantity from returned where products.id = returned.product_id`,
  ],
  [
    // Suppliers deliver the emptiest shelves first and are always a few behind.
    'fulfil_restock',
    `update products set stock = stock + reorder_level + 120 where id in (select id from products
      where active and stock <= reorder_level and not exists (select from fault_stock) order by stock - reorder_level, id
      limit greatest(0, (select count(*) from products where active and stock <= reorder_level) - 4) for update skip locked)`,
  ],
  [
    'fulfil_sessions_end',
    `delete from sessions where id in (select id from sessions where created_at < now() - interval '1 day' limit 500 for update skip locked)`,
  ],
]

/** Does every step once: sends, delivers, cancels, restocks, forgets old sessions. */
export const fulfil = async (database: Database): Promise<Fulfilled> => {
  const sent = await database.query('fulfil_send', SEND)
  await database.query('fulfil_ship', SHIP)
  const failed = await database.query('fulfil_fail', FAIL)
  const arrived = await database.query<{ isLate: boolean }>('fulfil_arrive', ARRIVE)
  const delivered = await database.query('fulfil_deliver', DELIVER)
  for (const [name, statement] of UPKEEP) await database.query(name, statement)
  const late = arrived.filter(({ isLate }) => isLate).length
  return { sent: sent.length, onTime: arrived.length - late, late, failed: failed.length, delivered: delivered.length }
}
