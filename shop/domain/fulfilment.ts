import type { Database } from '../database/database.js'

/**
 * What happens to the shop between requests. Each step takes a bounded number of rows and skips what another shop
 * process is working on.
 */
const STEPS: readonly (readonly [name: string, statement: string])[] = [
  [
    'fulfil_ship',
    `update orders set status = 'shipped', shipped_at = now() where id in (select id from orders
      where status = 'paid' and paid_at < now() - interval '1 minute' order by created_at limit 200 for update skip locked)`,
  ],
  [
    'fulfil_deliver',
    `update orders set status = 'delivered', delivered_at = now() where id in (select id from orders
      where status = 'shipped' and shipped_at < now() - interval '5 minutes' order by created_at limit 200 for update skip locked)`,
  ],
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

/** Does every step once: ships, delivers, cancels, restocks, forgets old sessions. */
export const fulfil = async (database: Database): Promise<void> => {
  for (const [name, statement] of STEPS) await database.query(name, statement)
}
