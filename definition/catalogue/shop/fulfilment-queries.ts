import { businessQueries } from '../business-query.js'
import { fulfilmentState } from './fulfilment.js'

const spread = (from: string, until: string): string =>
  `percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY extract(epoch FROM ${until} - ${from}))`

/** What the exporter asks about fulfilment. */
export const fulfilmentQueries = businessQueries(fulfilmentState, {
  fulfilment: {
    sql: `SELECT told.step, told.percentile, told.seconds
  FROM (SELECT ${spread('orders.paid_at', 'deliveries.shipped_at')} AS handling,
               ${spread('deliveries.shipped_at', 'deliveries.delivered_at')} AS transit,
               ${spread('orders.paid_at', 'deliveries.delivered_at')} AS total
          FROM deliveries
          JOIN orders ON orders.id = deliveries.order_id
         WHERE deliveries.delivered_at >= now() - interval '7 days') AS times,
       LATERAL (VALUES ('handling', 'p50', handling[1]), ('handling', 'p95', handling[2]),
                       ('transit', 'p50', transit[1]), ('transit', 'p95', transit[2]),
                       ('total', 'p50', total[1]), ('total', 'p95', total[2])) AS told (step, percentile, seconds)`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 6,
    fills: { shop_fulfilment_seconds: { value: 'seconds', labels: { step: 'step', percentile: 'percentile' } } },
  },
  parcels: {
    sql: `SELECT count(*) AS under_way, count(*) FILTER (WHERE promised_at < now()) AS overdue
  FROM deliveries
 WHERE delivered_at IS NULL`,
    interval: '30s',
    timeout: '5s',
    rowLimit: 1,
    fills: { shop_parcels_under_way: { value: 'under_way' }, shop_parcels_overdue: { value: 'overdue' } },
  },
  deliveries: {
    sql: `SELECT on_time / nullif(arrived, 0)::numeric AS on_time, failed / nullif(arrived + failed, 0)::numeric AS failed
  FROM (SELECT count(*) AS arrived, count(*) FILTER (WHERE delivered_at <= promised_at) AS on_time
          FROM deliveries
         WHERE delivered_at >= now() - interval '7 days') AS came,
       (SELECT count(*) AS failed FROM deliveries WHERE failed_at >= now() - interval '7 days') AS missed`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 1,
    fills: { shop_delivery_on_time_ratio: { value: 'on_time' }, shop_delivery_failed_ratio: { value: 'failed' } },
  },
  suppliers_handling: {
    sql: `SELECT suppliers.slug AS supplier, avg(extract(epoch FROM deliveries.shipped_at - orders.paid_at)) AS seconds
  FROM deliveries
  JOIN orders ON orders.id = deliveries.order_id
  JOIN suppliers ON suppliers.id = deliveries.supplier_id
 WHERE deliveries.shipped_at >= now() - interval '30 days'
 GROUP BY suppliers.slug
 ORDER BY suppliers.slug`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 200,
    seriesLimit: 20,
    fills: { shop_supplier_handling_seconds: { value: 'seconds', labels: { supplier: 'supplier' } } },
  },
  suppliers_on_time: {
    sql: `SELECT suppliers.slug AS supplier, avg((deliveries.delivered_at <= deliveries.promised_at)::integer) AS on_time
  FROM deliveries
  JOIN suppliers ON suppliers.id = deliveries.supplier_id
 WHERE deliveries.delivered_at >= now() - interval '30 days'
 GROUP BY suppliers.slug
 ORDER BY suppliers.slug`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 200,
    seriesLimit: 20,
    fills: { shop_supplier_on_time_ratio: { value: 'on_time', labels: { supplier: 'supplier' } } },
  },
  suppliers_response: {
    sql: `SELECT told.percentile, told.seconds
  FROM (SELECT ${spread('question.created_at', 'reply.created_at')} AS response
          FROM messages AS question
          JOIN users ON users.id = question.receiver_id AND users.role = 'supplier'
         CROSS JOIN LATERAL (SELECT created_at
                               FROM messages
                              WHERE receiver_id = question.sender_id
                                AND sender_id = question.receiver_id
                                AND id > question.id
                              ORDER BY id
                              LIMIT 1) AS reply
         WHERE question.created_at >= now() - interval '30 days') AS times,
       LATERAL (VALUES ('p50', response[1]), ('p95', response[2])) AS told (percentile, seconds)`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 2,
    fills: { shop_supplier_response_seconds: { value: 'seconds', labels: { percentile: 'percentile' } } },
  },
  orders_unsent: {
    sql: `SELECT coalesce(extract(epoch FROM now() - min(paid_at)), 0) AS seconds
  FROM orders
 WHERE status = 'paid'`,
    interval: '30s',
    timeout: '5s',
    rowLimit: 1,
    fills: { shop_orders_unsent_oldest_seconds: { value: 'seconds' } },
  },
  offers: {
    sql: `SELECT count(*) AS offers
  FROM offers
 WHERE status = 'open'`,
    interval: '1m',
    timeout: '2s',
    rowLimit: 1,
    fills: { shop_offers_open: { value: 'offers' } },
  },
})
