import { ORDER_STATUSES, PAYMENT_METHODS, PAYMENT_OUTCOMES, shopEvents } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { counterOf } from '../values.js'

export interface Payment {
  readonly method: (typeof PAYMENT_METHODS)[number]
  readonly outcome: (typeof PAYMENT_OUTCOMES)[number]
  /** In units of the currency; counted as revenue where the payment was accepted. */
  readonly amount: number
  /** ISO 4217, such as EUR. */
  readonly currency: string
}

/** What happens between basket and payment. */
export interface OrderEvents {
  readonly orderCreated: (status: (typeof ORDER_STATUSES)[number]) => void
  readonly payment: (payment: Payment) => void
  readonly productView: (category: string) => void
  readonly basketAddition: () => void
}

export const orderEvents = (instruments: Instruments): OrderEvents => {
  const orders = counterOf(instruments, shopEvents.shop_orders_created_total)
  const payments = counterOf(instruments, shopEvents.shop_payments_total)
  const revenue = counterOf(instruments, shopEvents.shop_revenue_total)
  const views = counterOf(instruments, shopEvents.shop_product_views_total)
  const additions = counterOf(instruments, shopEvents.shop_basket_additions_total)
  for (const status of ORDER_STATUSES) orders.inc({ status }, 0)
  for (const method of PAYMENT_METHODS) for (const outcome of PAYMENT_OUTCOMES) payments.inc({ method, outcome }, 0)
  additions.inc({}, 0)
  return Object.freeze({
    orderCreated: (status) => orders.inc({ status }),
    payment: ({ method, outcome, amount, currency }: Payment) => {
      if (outcome === 'accepted') revenue.inc({ currency }, amount)
      payments.inc({ method, outcome })
    },
    productView: (category) => views.inc({ category }),
    basketAddition: () => additions.inc({}),
  } satisfies OrderEvents)
}
