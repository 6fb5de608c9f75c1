import { family, gauge } from '../metric.js'
import { NPS_GROUPS } from './people.js'
import { PERIODS } from './sales.js'

export const ROLES = ['buyer', 'supplier', 'administrator'] as const
export const MARKETING_CHANNELS = ['search', 'social', 'affiliates'] as const
const MONTHS = ['current', 'previous'] as const

/** Who comes, who stays, what they are worth and what they think, read by SQL. */
export const customerState = family('exporter', {
  shop_users: gauge({ help: 'Accounts, by role.', labels: { role: ROLES }, source: 'SQL users' }),
  shop_users_active: gauge({
    help: 'Accounts seen within the last day, 7 days, 30 days.',
    labels: { period: PERIODS },
    source: 'SQL users',
  }),
  shop_users_new: gauge({
    help: 'Accounts opened within the last day, 7 days, 30 days.',
    labels: { period: PERIODS },
    source: 'SQL users',
  }),
  shop_viral_coefficient: gauge({
    help: 'Accounts opened through a friend in the last 30 days, for each account that was seen in them.',
    source: 'SQL users',
  }),
  shop_repeat_ratio: gauge({
    help: 'Share of the customers of the last 90 days who bought more than once in them.',
    source: 'SQL orders',
  }),
  shop_churn_ratio: gauge({
    help: 'Share of the customers of the 30 days before the last 30 who did not buy in the last 30.',
    source: 'SQL orders',
  }),
  shop_customer_revenue: gauge({
    help: 'Money that a customer has brought on average, over those who bought in the last 180 days.',
    unit: 'money',
    source: 'SQL orders',
  }),
  shop_customer_lifetime_value: gauge({
    help: 'Money that a customer has brought on average, less what suppliers got at the margin of the last 30 days.',
    unit: 'money',
    source: 'SQL orders, order_items',
  }),
  shop_marketing_costs: gauge({
    help: 'Money spent in the last 30 days to win customers, by channel.',
    labels: { channel: MARKETING_CHANNELS },
    unit: 'money',
    source: 'SQL marketing_costs',
  }),
  shop_customer_acquisition_cost: gauge({
    help: 'Money spent in the last 30 days to win customers, for each account opened in them.',
    unit: 'money',
    source: 'SQL marketing_costs, users',
  }),
  shop_cohort_users: gauge({
    help: 'Buyers by the month in which they signed up, this one and the six before it.',
    labels: { cohort: 'open' },
    source: 'SQL users',
    series: 7,
  }),
  shop_cohort_retention_ratio: gauge({
    help: 'Share of a month’s sign-ups who bought so many calendar months after it; 0 is the month itself.',
    labels: { cohort: 'open', months: 'open' },
    source: 'SQL users, orders',
    series: 28,
  }),
  shop_nps: gauge({
    help: 'Net promoter score of the last 30 days and of the 30 before them: promoters less detractors, in percent.',
    labels: { month: MONTHS },
    source: 'SQL nps_answers',
  }),
  shop_recent_nps_answers: gauge({
    help: 'Answers of the last 30 days, by group.',
    labels: { group: NPS_GROUPS },
    source: 'SQL nps_answers',
  }),
  shop_rating_average: gauge({ help: 'Stars of the reviews of the last 30 days, on average.', source: 'SQL reviews' }),
  shop_recent_reviews: gauge({ help: 'Reviews written in the last 30 days.', source: 'SQL reviews' }),
  shop_sample_conversion_ratio: gauge({
    help: 'Share of the samples asked for in the last 90 days whose product the same user has bought since.',
    source: 'SQL sample_requests, orders',
  }),
})
