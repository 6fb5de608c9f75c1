import { businessQueries } from '../business-query.js'
import { ORDER_STATUSES, orderState } from './orders.js'

const statuses = ORDER_STATUSES.map((status) => `'${status}'`).join(', ')

/** What the exporter asks of the shop's database, on the server that `business.target` of its configuration names. */
export const orderQueries = businessQueries(orderState, {
  orders: {
    sql: `SELECT known.status, count(orders.id) AS orders
  FROM unnest(ARRAY[${statuses}]) AS known (status)
  LEFT JOIN orders ON orders.status = known.status
 GROUP BY known.status
 ORDER BY known.status`,
    interval: '30s',
    timeout: '2s',
    fills: { shop_orders: { value: 'orders', labels: { status: 'status' } } },
  },
  today: {
    sql: `SELECT count(*) AS orders
  FROM orders
 WHERE created_at >= date_trunc('day', now())`,
    interval: '15s',
    timeout: '2s',
    fills: { shop_orders_today: { value: 'orders' } },
  },
  revenue: {
    // every currency in use, so that the morning begins with 0 and not with a gap
    sql: `SELECT used.currency, coalesce(sum(orders.total_cents), 0) / 100.0 AS revenue
  FROM (SELECT DISTINCT currency FROM products) AS used
  LEFT JOIN orders
         ON orders.currency = used.currency
        AND orders.paid_at >= date_trunc('day', now())
        AND orders.status <> 'refunded'
 GROUP BY used.currency
 ORDER BY used.currency`,
    interval: '15s',
    timeout: '2s',
    fills: { shop_revenue_today: { value: 'revenue', labels: { currency: 'currency' } } },
  },
  assortment: {
    sql: `SELECT count(*) AS products, count(*) FILTER (WHERE stock <= reorder_level) AS low
  FROM products
 WHERE active`,
    interval: '30s',
    timeout: '2s',
    fills: { shop_products: { value: 'products' }, shop_products_low_stock: { value: 'low' } },
  },
  stock: {
    sql: `SELECT category, sum(stock) AS units
  FROM products
 WHERE active
 GROUP BY category
 ORDER BY category`,
    interval: '30s',
    timeout: '2s',
    seriesLimit: 50,
    fills: { shop_stock_units: { value: 'units', labels: { category: 'category' } } },
  },
})
