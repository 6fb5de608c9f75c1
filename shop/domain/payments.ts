import type { Database } from '../database/database.js'
import { RequestError } from '../errors.js'
import { mine, type OrderStatus } from './orders.js'
import type { PaymentMethod, PaymentOutcome, PaymentProvider } from './payment-provider.js'

export interface Payment {
  readonly orderId: number
  readonly method: PaymentMethod
  readonly outcome: PaymentOutcome
  readonly amountCents: number
  readonly currency: string
}

interface Started {
  readonly id: number
  readonly amountCents: number
  readonly currency: string
}

const ORDER = `select status from orders where id = $1 and ${mine('$2')}`
// The partial unique index lets one payment of an order be under way; a second one inserts nothing. The order is locked
// first, here and where the payment is settled: who waits for the lock sees the order paid, and does not charge it again.
const START = `insert into payments (order_id, method, outcome, amount_cents, currency)
  select id, $3, 'started', total_cents, currency from orders where id = $1 and ${mine('$2')} and status = 'pending' for update
  on conflict do nothing returning id, amount_cents as "amountCents", currency`
const SETTLE = `with locked as materialized (
    select id from orders where id = (select order_id from payments where id = $1) for update),
  settled as (update payments set outcome = $2 from locked where payments.id = $1 and order_id = locked.id returning order_id, outcome)
  update orders set status = 'paid', paid_at = now() from settled
  where orders.id = settled.order_id and settled.outcome = 'accepted' and orders.status = 'pending'`

const refusal = async (database: Database, session: string, orderId: number): Promise<RequestError> => {
  const order = (await database.query<{ status: OrderStatus }>('order_status', ORDER, [orderId, session]))[0]
  if (!order) return new RequestError(404, `There is no order ${orderId} in this session.`)
  if (order.status === 'pending') return new RequestError(409, `Order ${orderId} is being paid already.`)
  return new RequestError(409, `Order ${orderId} is ${order.status} and cannot be paid.`)
}

const outcomeOf = async (provider: PaymentProvider, method: PaymentMethod, started: Started): Promise<PaymentOutcome> => {
  try {
    return await provider.charge({ method, amountCents: started.amountCents, currency: started.currency })
  } catch {
    // The provider's failure is an outcome of its own: it is stored and counted, and the order can be paid again.
    return 'failed'
  }
}

/**
 * Charges a pending order through the provider and stores the outcome. No lock is held while the provider answers;
 * the `started` row keeps a second payment of the same order out.
 */
export const pay = async (
  database: Database,
  provider: PaymentProvider,
  session: string,
  orderId: number,
  method: PaymentMethod,
): Promise<Payment> => {
  const started = (await database.query<Started>('payment_start', START, [orderId, session, method]))[0]
  if (!started) throw await refusal(database, session, orderId)
  const outcome = await outcomeOf(provider, method, started)
  await database.query('payment_settle', SETTLE, [started.id, outcome])
  return { orderId, method, outcome, amountCents: started.amountCents, currency: started.currency }
}
