import type { Database } from '../../database/database.js'
import type { Damage } from '../board.js'

// What was taken away stands beside the products, so that sales meanwhile are kept and a process that died leaves no trace.
const TAKE = `with chosen as (
    select id, stock - reorder_level as taken from products
    where active and stock > reorder_level order by id limit
      (select ceil(count(*) * $1::numeric)::integer from products where active) for update),
  noted as (insert into fault_stock (product_id, taken) select id, taken from chosen)
  update products set stock = stock - taken from chosen where products.id = chosen.id`
const GIVE_BACK = `with given as (delete from fault_stock returning product_id, taken)
  update products set stock = stock + taken from given where products.id = given.product_id`

/** Takes stock away down to the reorder level, and puts it back. */
export const lowStock = ({ query }: Database): Damage => {
  const restore = async (): Promise<void> => void (await query('fault_stock_back', GIVE_BACK))
  return {
    name: 'low-stock',
    inflict: async ({ share }) => {
      await query('fault_stock_take', TAKE, [share])
      return restore
    },
    restore,
  }
}
