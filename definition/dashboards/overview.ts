import { metrics } from '../catalogue/index.js'
import { matches, perSecond, query } from '../promql/index.js'
import type { Definition } from '../thresholds/index.js'
import type { Dashboard, Panel } from './language/index.js'
import { DASHBOARD_UIDS, SERVICE_VARIABLES, services, softRangeOf, stepsOf } from './language/index.js'
import { annotations } from './operations/index.js'

const {
  shop_orders_created_total: orders,
  shop_product_views_total: views,
  shop_revenue_total: revenue,
  http_requests_total: requests,
  http_request_duration_seconds: duration,
  db_query_duration_seconds: queries,
  cache_requests_total: lookups,
} = query(metrics)

const graph = { kind: 'timeseries', width: 8, height: 7, scope: services, more: 'operations' } as const
const half = { ...graph, width: 12, height: 8 } as const

const served = requests.rate('5m').sum('service').above(perSecond(0))
const failed = requests
  .where({ status_code: matches('5..') })
  .rate('5m')
  .sum('service')
  .or(requests.rate('5m').sum('service').times(0))
const looked = lookups.rate('5m').sum('cache').above(perSecond(0))

const businessRow: readonly Panel[] = [
  {
    ...graph,
    title: 'Orders a minute',
    shows: 'Orders placed a minute, by the status they got.',
    worry: 'A fall while visitors stay: they want to buy and cannot.',
    act: 'Try an order yourself; then open Operations.',
    whenEmpty: 'no orders',
    queries: [{ of: orders.rate('5m').sum('status').perMinute(), legend: '{{status}}' }],
  },
  {
    ...graph,
    title: 'Product views a minute',
    shows: 'Product pages opened a minute, the ten most viewed categories.',
    worry: 'A fall in all categories: visitors stay away or do not get through.',
    act: 'Compare with the request rate; if that stayed, look at the storefront.',
    whenEmpty: 'no visitors',
    queries: [{ of: views.rate('5m').sum('category').topk(10).perMinute(), legend: '{{category}}' }],
  },
  {
    ...graph,
    title: 'Revenue an hour',
    shows: 'Money taken by accepted payments, at the pace of now for an hour, by currency.',
    worry: 'A fall while orders stay: payments fail.',
    act: 'Open Operations, row Business: which payment method fails?',
    whenEmpty: 'no payments',
    queries: [{ of: revenue.rate('5m').sum('currency').perHour(), legend: '{{currency}}' }],
  },
]

const serviceRow = ({ http }: Definition): readonly Panel[] => [
  {
    ...graph,
    title: 'Request rate',
    shows: 'Requests answered a second, by service.',
    worry: 'A step down while the shop is open.',
    act: 'A fall of all services points at what stands before them.',
    whenEmpty: 'no traffic',
    queries: [{ of: requests.rate('5m').sum('service'), legend: '{{service}}' }],
  },
  {
    ...graph,
    title: 'Response times',
    shows: 'The time within which half and 95 % of requests are answered; dashed: the limit of HttpLatencyHigh.',
    worry: 'The upper line near the dashed one: pages feel slow. Both lines: everybody waits.',
    act: 'Open Operations, row HTTP: which route is slow?',
    whenEmpty: 'no traffic',
    queries: [
      { of: duration.quantile(0.5, '5m', 'service'), legend: '{{service}} 50 %' },
      { of: duration.quantile(0.95, '5m', 'service'), legend: '{{service}} 95 %' },
    ],
    lines: stepsOf(http.httpLatency),
    softRange: softRangeOf(http.httpLatency),
  },
  {
    ...graph,
    title: 'Error rate',
    shows: 'Share of requests answered with 5xx, by service; dashed: the limits of HttpErrorRatioHigh.',
    worry: 'Any line over a dashed one: customers see errors instead of pages.',
    act: 'Open Operations: the table names what fires.',
    whenEmpty: 'no traffic',
    queries: [{ of: failed.per(served), legend: '{{service}}' }],
    lines: stepsOf(http.httpErrorRatio),
    softRange: softRangeOf(http.httpErrorRatio),
  },
]

const resourceRow = ({ cache }: Definition): readonly Panel[] => [
  {
    ...half,
    title: 'Database query time',
    shows: 'The time within which 95 % of each named query is answered, the ten slowest, as the services see it.',
    worry: 'One query that climbs alone: its plan or its table changed. All together: the server.',
    act: 'Open Operations, row Database.',
    whenEmpty: 'no queries',
    queries: [{ of: queries.quantile(0.95, '5m', 'query').topk(10), legend: '{{query}}' }],
  },
  {
    ...half,
    title: 'Cache hit ratio',
    shows: 'Share of look-ups that each cache answered; dashed: the limits of CacheHitRatioLow.',
    worry: 'Under the dashed lines: the database carries what the cache should.',
    act: 'Was it flushed? Then it fills again by itself. If not, open Operations, row Cache.',
    whenEmpty: 'no look-ups',
    queries: [{ of: lookups.where({ outcome: 'hit' }).rate('5m').sum('cache').per(looked), legend: '{{cache}}' }],
    lines: stepsOf(cache.cacheHitRatio),
    softRange: { from: 0, to: 1 },
  },
]

/** For anyone: eight panels, business first, every five seconds. */
export const overview = (definition: Definition): Dashboard => ({
  name: 'overview',
  uid: DASHBOARD_UIDS.overview,
  title: 'E-commerce overview',
  folder: 'operations',
  description: 'The shop at a glance: business first, then how it answers, then what it stands on.',
  tags: ['plimsoll', 'overview'],
  refresh: '5s',
  from: 'now-1h',
  variables: SERVICE_VARIABLES,
  annotations,
  rows: [{ collapsed: false, panels: [...businessRow, ...serviceRow(definition), ...resourceRow(definition)] }],
})
