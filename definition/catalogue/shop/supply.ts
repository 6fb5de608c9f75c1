import { counter, family } from '../metric.js'

export const SEARCH_OUTCOMES = ['found', 'nothing'] as const
export const DELIVERY_OUTCOMES = ['on-time', 'late', 'failed'] as const
export const REFUND_REASONS = ['damaged', 'late', 'not-as-described', 'changed-mind', 'other'] as const
export const OFFER_OUTCOMES = ['made', 'accepted', 'declined'] as const

/** What happens from the search to the delivery and, sometimes, back, counted where it happens. */
export const supplyEvents = family('application', {
  shop_searches_total: counter({
    help: 'Searches, by whether anything was found; turning the page is no new search.',
    labels: { outcome: SEARCH_OUTCOMES },
    source: 'business event search',
  }),
  shop_shipments_total: counter({ help: 'Parcels handed to a carrier, one a supplier of an order.', source: 'business event shipment' }),
  shop_deliveries_total: counter({
    help: 'Tries to deliver a parcel, by outcome; late is after the promised time, failed is tried again.',
    labels: { outcome: DELIVERY_OUTCOMES },
    source: 'business event delivery',
  }),
  shop_orders_delivered_total: counter({ help: 'Orders of which every parcel has arrived.', source: 'business event orderDelivered' }),
  shop_refunds_total: counter({
    help: 'Orders refunded, by reason.',
    labels: { reason: REFUND_REASONS },
    source: 'business event refund',
  }),
  shop_refunded_money_total: counter({
    help: 'Money given back, in units of the currency.',
    labels: { currency: 'open' },
    unit: 'money',
    source: 'business event refund',
    series: 1,
  }),
  shop_offers_total: counter({
    help: 'Offers of suppliers: made, and what became of them.',
    labels: { outcome: OFFER_OUTCOMES },
    source: 'business event offer',
  }),
})
