import { businessQueries } from '../business-query.js'
import { customerState, MARKETING_CHANNELS, ROLES } from './customers.js'
import { NPS_GROUPS } from './people.js'

const listed = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ')

const WINDOWS = `(VALUES ('day', now() - interval '1 day'), ('week', now() - interval '7 days'), ('month', now() - interval '30 days'))`
/** Orders whose money counts. */
const KEPT = `user_id IS NOT NULL
     AND status <> 'refunded'`

/** What the exporter asks about customers. */
export const customerQueries = businessQueries(customerState, {
  users: {
    sql: `SELECT known.role, count(users.id) AS users
  FROM unnest(ARRAY[${listed(ROLES)}]) AS known (role)
  LEFT JOIN users ON users.role = known.role
 GROUP BY known.role
 ORDER BY known.role`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 10,
    fills: { shop_users: { value: 'users', labels: { role: 'role' } } },
  },
  users_active: {
    sql: `SELECT known.period, count(users.id) AS active
  FROM ${WINDOWS} AS known (period, since)
  LEFT JOIN users ON users.last_seen_at >= known.since
 GROUP BY known.period
 ORDER BY known.period`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 3,
    fills: { shop_users_active: { value: 'active', labels: { period: 'period' } } },
  },
  users_new: {
    sql: `SELECT known.period, count(users.id) AS opened
  FROM ${WINDOWS} AS known (period, since)
  LEFT JOIN users ON users.created_at >= known.since
 GROUP BY known.period
 ORDER BY known.period`,
    interval: '1m',
    timeout: '5s',
    rowLimit: 3,
    fills: { shop_users_new: { value: 'opened', labels: { period: 'period' } } },
  },
  users_referred: {
    sql: `SELECT (SELECT count(*) FROM users WHERE referred_by IS NOT NULL AND created_at >= now() - interval '30 days')
       / nullif((SELECT count(*) FROM users WHERE last_seen_at >= now() - interval '30 days'), 0)::numeric AS coefficient`,
    interval: '5m',
    timeout: '5s',
    rowLimit: 1,
    fills: { shop_viral_coefficient: { value: 'coefficient' } },
  },
  customers_repeat: {
    sql: `SELECT avg((orders > 1)::integer) AS repeats
  FROM (SELECT count(*) AS orders
          FROM orders
         WHERE user_id IS NOT NULL
           AND paid_at >= now() - interval '90 days'
         GROUP BY user_id) AS bought`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 1,
    fills: { shop_repeat_ratio: { value: 'repeats' } },
  },
  customers_churn: {
    sql: `SELECT avg((latest < now() - interval '30 days')::integer) AS churn
  FROM (SELECT max(paid_at) AS latest
          FROM orders
         WHERE user_id IS NOT NULL
           AND paid_at >= now() - interval '60 days'
         GROUP BY user_id
        HAVING min(paid_at) < now() - interval '30 days') AS bought`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 1,
    fills: { shop_churn_ratio: { value: 'churn' } },
  },
  customers_value: {
    sql: `WITH brought AS (
  SELECT sum(cents) / count(*) / 100.0 AS revenue
    FROM (SELECT sum(total_cents) AS cents
            FROM orders
           WHERE ${KEPT}
             AND paid_at >= now() - interval '180 days'
           GROUP BY user_id) AS customer
), margin AS (
  SELECT 1 - sum(quantity * cost_cents) / nullif(sum(quantity * order_items.price_cents), 0)::numeric AS ratio
    FROM orders
    JOIN order_items ON order_items.order_id = orders.id
    JOIN products ON products.id = order_items.product_id
   WHERE orders.paid_at >= now() - interval '30 days'
     AND orders.status <> 'refunded'
     AND products.cost_cents IS NOT NULL
)
SELECT brought.revenue, brought.revenue * margin.ratio AS value
  FROM brought, margin`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 1,
    fills: { shop_customer_revenue: { value: 'revenue' }, shop_customer_lifetime_value: { value: 'value' } },
  },
  marketing: {
    sql: `SELECT known.channel, coalesce(sum(cents), 0) / 100.0 AS spent
  FROM unnest(ARRAY[${listed(MARKETING_CHANNELS)}]) AS known (channel)
  LEFT JOIN marketing_costs
         ON marketing_costs.channel = known.channel
        AND marketing_costs.day > current_date - 30
 GROUP BY known.channel
 ORDER BY known.channel`,
    interval: '5m',
    timeout: '5s',
    rowLimit: 10,
    fills: { shop_marketing_costs: { value: 'spent', labels: { channel: 'channel' } } },
  },
  customers_cost: {
    sql: `SELECT (SELECT sum(cents) / 100.0 FROM marketing_costs WHERE day > current_date - 30)
       / nullif((SELECT count(*) FROM users WHERE created_at > current_date - 30), 0) AS cost`,
    interval: '5m',
    timeout: '5s',
    rowLimit: 1,
    fills: { shop_customer_acquisition_cost: { value: 'cost' } },
  },
  cohorts: {
    sql: `SELECT to_char(date_trunc('month', created_at), 'YYYY-MM') AS cohort, count(*) AS users
  FROM users
 WHERE role = 'buyer'
   AND created_at >= date_trunc('month', now()) - interval '6 months'
 GROUP BY 1
 ORDER BY 1`,
    interval: '5m',
    timeout: '5s',
    rowLimit: 10,
    seriesLimit: 10,
    fills: { shop_cohort_users: { value: 'users', labels: { cohort: 'cohort' } } },
  },
  cohort_retention: {
    sql: `WITH bought AS (
  SELECT DISTINCT user_id, date_trunc('month', paid_at) AS month
    FROM orders
   WHERE user_id IS NOT NULL
     AND paid_at >= date_trunc('month', now()) - interval '6 months'
), counted AS (
  SELECT date_trunc('month', users.created_at) AS cohort, bought.month, count(*) AS users
    FROM bought
    JOIN users ON users.id = bought.user_id
   WHERE users.role = 'buyer'
     AND users.created_at >= date_trunc('month', now()) - interval '6 months'
   GROUP BY 1, 2
   UNION ALL
  SELECT date_trunc('month', created_at), NULL, count(*)
    FROM users
   WHERE role = 'buyer'
     AND created_at >= date_trunc('month', now()) - interval '6 months'
   GROUP BY 1
), told AS (
  SELECT cohort, month, users / (max(users) FILTER (WHERE month IS NULL) OVER (PARTITION BY cohort))::numeric AS retention
    FROM counted
)
SELECT to_char(cohort, 'YYYY-MM') AS cohort,
       (12 * extract(year FROM age(month, cohort)) + extract(month FROM age(month, cohort)))::text AS months,
       retention
  FROM told
 WHERE month >= cohort
 ORDER BY told.cohort, told.month`,
    interval: '10m',
    timeout: '10s',
    rowLimit: 50,
    seriesLimit: 50,
    fills: { shop_cohort_retention_ratio: { value: 'retention', labels: { cohort: 'cohort', months: 'months' } } },
  },
  nps: {
    sql: `SELECT known.month, 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(*) AS nps
  FROM (VALUES ('current', now() - interval '30 days', now()),
               ('previous', now() - interval '60 days', now() - interval '30 days')) AS known (month, since, until)
  JOIN nps_answers
    ON nps_answers.created_at >= known.since
   AND nps_answers.created_at < known.until
 GROUP BY known.month
 ORDER BY known.month`,
    interval: '5m',
    timeout: '5s',
    rowLimit: 2,
    fills: { shop_nps: { value: 'nps', labels: { month: 'month' } } },
  },
  nps_answers: {
    sql: `SELECT known.name, count(nps_answers.id) AS answers
  FROM unnest(ARRAY[${listed(NPS_GROUPS)}], ARRAY[9, 7, 0], ARRAY[10, 8, 6]) AS known (name, low, high)
  LEFT JOIN nps_answers
         ON nps_answers.score BETWEEN known.low AND known.high
        AND nps_answers.created_at >= now() - interval '30 days'
 GROUP BY known.name
 ORDER BY known.name`,
    interval: '5m',
    timeout: '5s',
    rowLimit: 3,
    fills: { shop_recent_nps_answers: { value: 'answers', labels: { group: 'name' } } },
  },
  ratings: {
    sql: `SELECT avg(stars) AS rating, count(*) AS reviews
  FROM reviews
 WHERE created_at >= now() - interval '30 days'`,
    interval: '5m',
    timeout: '5s',
    rowLimit: 1,
    fills: { shop_rating_average: { value: 'rating' }, shop_recent_reviews: { value: 'reviews' } },
  },
  samples_converted: {
    sql: `SELECT avg(EXISTS (
         SELECT
           FROM orders
           JOIN order_items ON order_items.order_id = orders.id
          WHERE orders.user_id = sample_requests.user_id
            AND orders.paid_at > sample_requests.created_at
            AND order_items.product_id = sample_requests.product_id)::integer) AS converted
  FROM sample_requests
 WHERE created_at >= now() - interval '90 days'`,
    interval: '5m',
    timeout: '10s',
    rowLimit: 1,
    fills: { shop_sample_conversion_ratio: { value: 'converted' } },
  },
})
