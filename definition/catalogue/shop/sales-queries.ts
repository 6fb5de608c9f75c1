import { businessQueries } from '../business-query.js'
import { PAYMENT_METHODS } from './orders.js'
import { salesState } from './sales.js'
import { REFUND_REASONS } from './supply.js'

const listed = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ')

const PERIOD_STARTS = `(VALUES ('day', date_trunc('day', now())), ('week', date_trunc('week', now())), ('month', date_trunc('month', now())))`
/** Lines of the orders of the last 30 days that were paid and kept. */
const LINES = `orders
  JOIN order_items ON order_items.order_id = orders.id
  JOIN products ON products.id = order_items.product_id`
const RECENT = `orders.paid_at >= now() - interval '30 days'
   AND orders.status <> 'refunded'`

/** What the exporter asks about sales. Periods are those of the database's time zone. */
export const salesQueries = businessQueries(salesState, {
  sales: {
    sql: `SELECT known.period, coalesce(sum(total_cents), 0) / 100.0 AS revenue, count(orders.id) AS orders, avg(total_cents) / 100.0 AS value
  FROM ${PERIOD_STARTS} AS known (period, since)
  LEFT JOIN orders
         ON orders.paid_at >= known.since
        AND orders.status <> 'refunded'
 GROUP BY known.period
 ORDER BY known.period`,
    interval: '30s',
    timeout: '5s',
    rowLimit: 3,
    fills: {
      shop_period_revenue: { value: 'revenue', labels: { period: 'period' } },
      shop_orders_paid: { value: 'orders', labels: { period: 'period' } },
      shop_order_value_average: { value: 'value', labels: { period: 'period' } },
    },
  },
  sales_target: {
    sql: `WITH usual AS (
  SELECT sum(total_cents) FILTER (WHERE paid_at::time <= now()::time) / nullif(sum(total_cents), 0)::numeric AS share
    FROM orders
   WHERE paid_at >= current_date - 28
     AND paid_at < current_date
     AND status <> 'refunded'
)
SELECT known.period, sum(revenue_cents) / 100.0 AS target,
       sum(CASE WHEN day < current_date THEN revenue_cents WHEN day = current_date THEN revenue_cents * usual.share ELSE 0 END) / 100.0 AS so_far
  FROM (VALUES ('day', current_date, current_date + 1),
               ('week', date_trunc('week', now())::date, date_trunc('week', now())::date + 7),
               ('month', date_trunc('month', now())::date, (date_trunc('month', now()) + interval '1 month')::date)) AS known (period, since, until)
 CROSS JOIN usual
  JOIN revenue_targets
    ON revenue_targets.day >= known.since
   AND revenue_targets.day < known.until
 GROUP BY known.period
 ORDER BY known.period`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 3,
    fills: {
      shop_revenue_target: { value: 'target', labels: { period: 'period' } },
      shop_revenue_target_so_far: { value: 'so_far', labels: { period: 'period' } },
    },
  },
  sales_categories: {
    sql: `SELECT products.category, sum(order_items.quantity * order_items.price_cents) / 100.0 AS revenue
  FROM ${LINES}
 WHERE ${RECENT}
 GROUP BY products.category
 ORDER BY products.category`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 100,
    seriesLimit: 20,
    fills: { shop_category_revenue: { value: 'revenue', labels: { category: 'category' } } },
  },
  sales_suppliers: {
    sql: `SELECT suppliers.slug AS supplier, sold.revenue
  FROM (SELECT products.supplier_id, sum(order_items.quantity * order_items.price_cents) / 100.0 AS revenue
          FROM ${LINES}
         WHERE ${RECENT}
         GROUP BY products.supplier_id) AS sold
  JOIN suppliers ON suppliers.id = sold.supplier_id
 ORDER BY sold.revenue DESC
 LIMIT 20`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 20,
    seriesLimit: 20,
    fills: { shop_supplier_revenue: { value: 'revenue', labels: { supplier: 'supplier' } } },
  },
  sales_margin: {
    sql: `SELECT 1 - sum(quantity * cost_cents) / nullif(sum(quantity * order_items.price_cents), 0)::numeric AS margin
  FROM ${LINES}
 WHERE ${RECENT}
   AND products.cost_cents IS NOT NULL`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 1,
    fills: { shop_gross_margin_ratio: { value: 'margin' } },
  },
  sales_marketplaces: {
    sql: `SELECT marketplaces.slug AS marketplace, coalesce(sum(total_cents), 0) / 100.0 AS revenue,
       coalesce(sum(total_cents), 0) * commission / 100.0 AS kept
  FROM marketplaces
  LEFT JOIN orders
         ON orders.marketplace = marketplaces.slug
        AND ${RECENT}
 GROUP BY marketplaces.slug, commission
 ORDER BY marketplaces.slug`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 50,
    seriesLimit: 10,
    fills: {
      shop_marketplace_revenue: { value: 'revenue', labels: { marketplace: 'marketplace' } },
      shop_marketplace_commission: { value: 'kept', labels: { marketplace: 'marketplace' } },
    },
  },
  sales_methods: {
    sql: `SELECT known.method, coalesce(sum(amount_cents), 0) / 100.0 AS revenue
  FROM unnest(ARRAY[${listed(PAYMENT_METHODS)}]) AS known (method)
  LEFT JOIN payments
         ON payments.method = known.method
        AND payments.outcome = 'accepted'
        AND payments.created_at >= now() - interval '30 days'
 GROUP BY known.method
 ORDER BY known.method`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 10,
    fills: { shop_payment_method_revenue: { value: 'revenue', labels: { method: 'method' } } },
  },
  refunds: {
    sql: `SELECT known.reason, count(refunds.order_id) AS refunds, coalesce(sum(amount_cents), 0) / 100.0 AS money
  FROM unnest(ARRAY[${listed(REFUND_REASONS)}]) AS known (reason)
  LEFT JOIN refunds
         ON refunds.reason = known.reason
        AND refunds.created_at >= now() - interval '30 days'
 GROUP BY known.reason
 ORDER BY known.reason`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 10,
    fills: {
      shop_recent_refunds: { value: 'refunds', labels: { reason: 'reason' } },
      shop_recent_refunded_money: { value: 'money', labels: { reason: 'reason' } },
    },
  },
  refund_ratio: {
    sql: `SELECT (SELECT count(*) FROM refunds WHERE created_at >= now() - interval '30 days')
       / nullif((SELECT count(*) FROM orders WHERE paid_at >= now() - interval '30 days'), 0)::numeric AS ratio`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 1,
    fills: { shop_refund_ratio: { value: 'ratio' } },
  },
  baskets: {
    sql: `SELECT count(*) AS baskets, count(*) FILTER (WHERE touched < now() - interval '30 minutes') AS abandoned
  FROM (SELECT max(added_at) AS touched FROM basket_items GROUP BY session_id) AS basket`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 1,
    fills: { shop_baskets: { value: 'baskets' }, shop_baskets_abandoned: { value: 'abandoned' } },
  },
})
