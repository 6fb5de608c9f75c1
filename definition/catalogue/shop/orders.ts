import { counter, family, gauge } from '../metric.js'

export const ORDER_STATUSES = ['pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded'] as const
export const PAYMENT_METHODS = ['card', 'paypal', 'invoice'] as const
export const PAYMENT_OUTCOMES = ['accepted', 'declined', 'failed'] as const

/** What happens in the shop, counted where it happens. */
export const orderEvents = family('application', {
  shop_orders_created_total: counter({
    help: 'Orders placed, by the status they got when they were placed.',
    labels: { status: ORDER_STATUSES },
    source: 'business event order',
  }),
  shop_payments_total: counter({
    help: 'Payments tried, by method and outcome.',
    labels: { method: PAYMENT_METHODS, outcome: PAYMENT_OUTCOMES },
    source: 'business event payment',
  }),
  shop_revenue_total: counter({
    help: 'Money taken by accepted payments, in units of the currency.',
    labels: { currency: 'open' },
    unit: 'money',
    source: 'business event payment',
    series: 1,
  }),
  shop_product_views_total: counter({
    help: 'Product pages opened, by category.',
    labels: { category: 'open' },
    source: 'business event productView',
    series: 20,
  }),
  shop_basket_additions_total: counter({ help: 'Products put into a basket.', source: 'business event basketAddition' }),
})

/** What stands in the shop's database, read by SQL. */
export const orderState = family('exporter', {
  shop_orders: gauge({
    help: 'Orders in the database, by status.',
    labels: { status: ORDER_STATUSES },
    source: 'SQL orders',
  }),
  shop_orders_today: gauge({ help: 'Orders placed since midnight, database time.', source: 'SQL orders' }),
  shop_revenue_today: gauge({
    help: 'Money of orders paid since midnight, database time, in units of the currency.',
    labels: { currency: 'open' },
    unit: 'money',
    source: 'SQL orders',
    series: 1,
  }),
  shop_products: gauge({ help: 'Products on sale.', source: 'SQL products' }),
  shop_products_low_stock: gauge({
    help: 'Products on sale whose stock is at or under their own reorder level.',
    source: 'SQL products',
  }),
  shop_stock_units: gauge({
    help: 'Units in stock, by category.',
    labels: { category: 'open' },
    source: 'SQL products',
    series: 20,
  }),
})
