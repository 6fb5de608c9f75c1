import { DELIVERY_OUTCOMES, OFFER_OUTCOMES, REFUND_REASONS, SEARCH_OUTCOMES, shopEvents } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { counterOf } from '../values.js'

export interface Refund {
  readonly reason: (typeof REFUND_REASONS)[number]
  /** In units of the currency. */
  readonly amount: number
  /** ISO 4217, such as EUR. */
  readonly currency: string
}

/** What happens between the search and the delivery, and on the way back. */
export interface SupplyEvents {
  readonly search: (outcome: (typeof SEARCH_OUTCOMES)[number]) => void
  readonly shipments: (count: number) => void
  readonly deliveries: (outcome: (typeof DELIVERY_OUTCOMES)[number], count: number) => void
  readonly ordersDelivered: (count: number) => void
  readonly refund: (refund: Refund) => void
  readonly offer: (outcome: (typeof OFFER_OUTCOMES)[number]) => void
}

const paths = (instruments: Instruments): Pick<SupplyEvents, 'shipments' | 'deliveries' | 'ordersDelivered'> => {
  const shipments = counterOf(instruments, shopEvents.shop_shipments_total)
  const deliveries = counterOf(instruments, shopEvents.shop_deliveries_total)
  const delivered = counterOf(instruments, shopEvents.shop_orders_delivered_total)
  for (const plain of [shipments, delivered]) plain.inc({}, 0)
  for (const outcome of DELIVERY_OUTCOMES) deliveries.inc({ outcome }, 0)
  return {
    shipments: (count) => shipments.inc({}, count),
    deliveries: (outcome, count) => deliveries.inc({ outcome }, count),
    ordersDelivered: (count) => delivered.inc({}, count),
  }
}

export const supplyEvents = (instruments: Instruments): SupplyEvents => {
  const searches = counterOf(instruments, shopEvents.shop_searches_total)
  const refunds = counterOf(instruments, shopEvents.shop_refunds_total)
  const money = counterOf(instruments, shopEvents.shop_refunded_money_total)
  const offers = counterOf(instruments, shopEvents.shop_offers_total)
  for (const outcome of SEARCH_OUTCOMES) searches.inc({ outcome }, 0)
  for (const reason of REFUND_REASONS) refunds.inc({ reason }, 0)
  for (const outcome of OFFER_OUTCOMES) offers.inc({ outcome }, 0)
  return Object.freeze({
    ...paths(instruments),
    search: (outcome) => searches.inc({ outcome }),
    refund: ({ reason, amount, currency }: Refund) => {
      money.inc({ currency }, amount)
      refunds.inc({ reason })
    },
    offer: (outcome) => offers.inc({ outcome }),
  } satisfies SupplyEvents)
}
