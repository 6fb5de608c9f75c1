import { family, gauge } from '../metric.js'

const FULFILMENT_STEPS = ['handling', 'transit', 'total'] as const
const PERCENTILES = ['p50', 'p95'] as const

/** How what was bought reaches its buyer, read by SQL. */
export const fulfilmentState = family('exporter', {
  shop_fulfilment_seconds: gauge({
    help: 'Time of the parcels delivered in the last 7 days: handling is payment to carrier, transit is carrier to buyer.',
    labels: { step: FULFILMENT_STEPS, percentile: PERCENTILES },
    source: 'SQL deliveries, orders',
  }),
  shop_parcels_under_way: gauge({ help: 'Parcels handed to a carrier that have not arrived.', source: 'SQL deliveries' }),
  shop_parcels_overdue: gauge({ help: 'Parcels that have not arrived by the promised time.', source: 'SQL deliveries' }),
  shop_delivery_on_time_ratio: gauge({
    help: 'Share of the parcels delivered in the last 7 days that came by the promised time.',
    source: 'SQL deliveries',
  }),
  shop_delivery_failed_ratio: gauge({
    help: 'Share of the tries to deliver in the last 7 days that failed.',
    source: 'SQL deliveries',
  }),
  shop_supplier_handling_seconds: gauge({
    help: 'Time from payment to carrier over the parcels of the last 30 days, on average, by supplier.',
    labels: { supplier: 'open' },
    source: 'SQL deliveries, orders',
    series: 20,
  }),
  shop_supplier_on_time_ratio: gauge({
    help: 'Share of the parcels delivered in the last 30 days that came by the promised time, by supplier.',
    labels: { supplier: 'open' },
    source: 'SQL deliveries',
    series: 20,
  }),
  shop_supplier_response_seconds: gauge({
    help: 'Time until suppliers replied to the messages of the last 30 days.',
    labels: { percentile: PERCENTILES },
    source: 'SQL messages',
  }),
  shop_orders_unsent_oldest_seconds: gauge({
    help: 'How long the longest waiting paid order has waited to be sent; 0 where none waits.',
    source: 'SQL orders',
  }),
  shop_offers_open: gauge({ help: 'Offers of suppliers that nobody has decided.', source: 'SQL offers' }),
})
