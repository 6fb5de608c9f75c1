import { family, gauge } from '../metric.js'
import { PAYMENT_METHODS } from './orders.js'
import { REFUND_REASONS } from './supply.js'

export const PERIODS = ['day', 'week', 'month'] as const

/** What the shop has sold and was meant to sell, in units of its own currency, read by SQL. */
export const salesState = family('exporter', {
  shop_period_revenue: gauge({
    help: 'Money of orders paid and not refunded since the period began (midnight, Monday, the first), database time.',
    labels: { period: PERIODS },
    unit: 'money',
    source: 'SQL orders',
  }),
  shop_orders_paid: gauge({
    help: 'Orders paid and not refunded since the period began.',
    labels: { period: PERIODS },
    source: 'SQL orders',
  }),
  shop_order_value_average: gauge({
    help: 'Average money of an order paid since the period began.',
    labels: { period: PERIODS },
    unit: 'money',
    source: 'SQL orders',
  }),
  shop_revenue_target: gauge({
    help: 'Money that the whole period is meant to bring.',
    labels: { period: PERIODS },
    unit: 'money',
    source: 'SQL revenue_targets',
  }),
  shop_revenue_target_so_far: gauge({
    help: 'Money that the period was meant to have brought by now; of today the share that the last 28 days had earned at this time of day.',
    labels: { period: PERIODS },
    unit: 'money',
    source: 'SQL revenue_targets, orders',
  }),
  shop_category_revenue: gauge({
    help: 'Money of the last 30 days, by category.',
    labels: { category: 'open' },
    unit: 'money',
    source: 'SQL order_items',
    series: 20,
  }),
  shop_supplier_revenue: gauge({
    help: 'Money of the last 30 days, by the supplier of what was sold.',
    labels: { supplier: 'open' },
    unit: 'money',
    source: 'SQL order_items',
    series: 20,
  }),
  shop_gross_margin_ratio: gauge({
    help: 'Share of the money of the last 30 days that suppliers did not get.',
    source: 'SQL order_items',
  }),
  shop_marketplace_revenue: gauge({
    help: 'Money of the last 30 days, by marketplace.',
    labels: { marketplace: 'open' },
    unit: 'money',
    source: 'SQL orders',
    series: 10,
  }),
  shop_marketplace_commission: gauge({
    help: 'Money of the last 30 days that the marketplace kept.',
    labels: { marketplace: 'open' },
    unit: 'money',
    source: 'SQL orders, marketplaces',
    series: 10,
  }),
  shop_payment_method_revenue: gauge({
    help: 'Money of payments accepted in the last 30 days, by method.',
    labels: { method: PAYMENT_METHODS },
    unit: 'money',
    source: 'SQL payments',
  }),
  shop_recent_refunds: gauge({
    help: 'Orders refunded in the last 30 days, by reason.',
    labels: { reason: REFUND_REASONS },
    source: 'SQL refunds',
  }),
  shop_recent_refunded_money: gauge({
    help: 'Money given back in the last 30 days, by reason.',
    labels: { reason: REFUND_REASONS },
    unit: 'money',
    source: 'SQL refunds',
  }),
  shop_refund_ratio: gauge({ help: 'Refunds of the last 30 days for each order paid in them.', source: 'SQL refunds, orders' }),
  shop_baskets: gauge({ help: 'Baskets that hold something.', source: 'SQL basket_items' }),
  shop_baskets_abandoned: gauge({ help: 'Baskets into which nothing was put for half an hour.', source: 'SQL basket_items' }),
})
