import { metrics, PRIORITIES } from '../../catalogue/index.js'
import { binary, constant, matches, not, perSecond, query } from '../../promql/index.js'
import type { Definition, Limit, Priority } from '../../thresholds/index.js'
import { limitsOf } from '../../thresholds/index.js'
import type { GaugePanel, Panel, Plotted, Row, StatPanel, TablePanel } from '../language/index.js'
import { BUDGET_STEPS, everything, PRIORITY_COLOURS, recordOf, servers, services, stepsOf } from '../language/index.js'

const {
  ALERTS: alerts,
  ALERTS_FOR_STATE: alertedSince,
  http_requests_total: requests,
  http_request_duration_seconds: duration,
  shop_payments_total: payments,
  pg_stat_activity_count: activity,
  pg_settings_max_connections: maximum,
  cache_requests_total: lookups,
} = query(metrics)

const figure = { kind: 'stat', width: 6, height: 4 } as const
const firing = alerts.where({ alertstate: 'firing', alertname: not('Watchdog') })

/** Served at all: a share of no requests is no number. */
const served = requests.rate('5m').sum().above(perSecond(0))
const failed = requests
  .where({ status_code: matches('5..') })
  .rate('5m')
  .sum()
  .or(requests.rate('5m').sum().times(0))
const tried = payments.rate('5m').sum().above(perSecond(0))
const looked = lookups.rate('5m').sum().above(perSecond(0))

const firingOf = (priority: Priority) =>
  ({
    of: firing.where({ priority }).count().or(constant(0)),
    legend: priority,
    steps: { base: 'green', steps: [{ from: 1, colour: PRIORITY_COLOURS[priority] }] },
  }) as const

const [first, ...others] = PRIORITIES

const firingNow: StatPanel = {
  ...figure,
  title: 'Firing alerts',
  shows: 'How many alerts fire now, by priority.',
  worry: 'P0 means that money or the shop is being lost now; P1 that customers notice.',
  act: 'The table below names them. Begin with the oldest P0: later ones are often its echo.',
  whenEmpty: 'no answer from Prometheus',
  queries: [firingOf(first), ...others.map(firingOf)],
  scope: everything,
}

const requestRate: StatPanel = {
  ...figure,
  title: 'Requests',
  shows: 'Requests answered a second by the services chosen above.',
  worry: 'A sudden fall while the shop is open: customers do not get through.',
  act: 'Compare with the requests by service below; then look at the storefront and the network before the shop.',
  whenEmpty: 'no traffic',
  queries: [{ of: requests.rate('5m').sum(), legend: 'requests' }],
  scope: services,
}

const errorRatio = (limit: Limit): StatPanel => ({
  ...figure,
  title: 'Failed requests',
  shows: 'Share of requests answered with 5xx. The colours are the limits of HttpErrorRatioHigh.',
  worry: 'Anything but green: customers see errors instead of pages.',
  act: 'See which route fails in the row HTTP, and what was released last.',
  whenEmpty: 'no traffic',
  queries: [{ of: failed.per(served), legend: 'failed' }],
  steps: stepsOf(limit),
  scope: services,
})

const latency = (limit: Limit): StatPanel => ({
  ...figure,
  title: 'Time of 95 % of requests',
  shows: 'The time within which 95 % of requests are answered. The colours are the limits of HttpLatencyHigh.',
  worry: 'Anything but green: pages feel slow and baskets are left.',
  act: 'See which route is slow in the row HTTP; then database connections and the cache.',
  whenEmpty: 'no traffic',
  queries: [{ of: duration.quantile(0.95, '5m').above({ value: 0, unit: 'seconds', text: '0 s' }), legend: '95 %' }],
  steps: stepsOf(limit),
  scope: services,
})

const errorBudget = (limit: Limit): StatPanel => ({
  ...figure,
  title: 'Error budget left',
  shows: `Of what may fail in 30 days (${limit.target?.text ?? ''} is promised), the share that is left, by service.`,
  worry: 'Red means that the month is already worse than promised.',
  act: 'While little is left, release less and repair first.',
  whenEmpty: 'no traffic yet',
  queries: [{ of: recordOf(limit, limit.budget), legend: '{{service}}' }],
  steps: BUDGET_STEPS,
  scope: services,
})

const paymentSuccess = (limit: Limit): StatPanel => ({
  ...figure,
  title: 'Payments accepted',
  shows: 'Share of payments that were accepted. The colours are the limits of PaymentSuccessLow.',
  worry: 'Anything but green: customers who want to pay cannot.',
  act: 'See which method fails in the row Business; one alone points at its provider.',
  whenEmpty: 'no payments',
  queries: [{ of: payments.where({ outcome: 'accepted' }).rate('5m').sum().per(tried), legend: 'accepted' }],
  steps: stepsOf(limit),
  scope: services,
})

const connections = (limit: Limit): GaugePanel => ({
  ...figure,
  kind: 'gauge',
  range: { from: 0, to: 1 },
  title: 'Connections in use',
  shows: 'Connections in use, of those the database allows. The colours are the limits of DatabaseConnectionsHigh.',
  worry: 'Anything but green: at the maximum every request that needs the database fails.',
  act: 'Open the row Database: who holds them, and for how long?',
  whenEmpty: 'database not read',
  queries: [{ of: activity.sum('target').per(maximum.max('target')), legend: '{{target}}' }],
  steps: stepsOf(limit),
  scope: servers,
})

const hitRatio = (limit: Limit): StatPanel => ({
  ...figure,
  title: 'Cache hits',
  shows: 'Share of look-ups that the caches answered. The colours are the limits of CacheHitRatioLow.',
  worry: 'Below green for more than a few minutes: the database carries what the cache should.',
  act: 'Was it flushed or restarted? Then it fills again by itself. If not, open the row Cache.',
  whenEmpty: 'no look-ups',
  queries: [{ of: lookups.where({ outcome: 'hit' }).rate('5m').sum().per(looked), legend: 'hits' }],
  steps: stepsOf(limit),
  scope: services,
})

/** For how long the condition of each firing alert has held. */
const firingFor = (places: readonly string[]): Plotted => ({
  node: binary('and', alertedSince.age().node, firing.node, { on: ['alertname', 'priority', ...places] }),
  labels: ['alertname', 'priority', 'owner', ...places],
  unit: 'seconds',
})

/** `places` are the labels that say where: those of the limits. */
const firingTable = (places: readonly string[]): TablePanel => ({
  kind: 'table',
  width: 24,
  height: 7,
  title: 'Firing now',
  shows: 'Every alert that fires, with the labels that say where, and for how long its condition has held.',
  worry: 'Each line is something that somebody decided not to accept.',
  act: 'Open the runbook by the name of the alert; acknowledge it in the inbox when it is yours.',
  whenEmpty: 'nothing fires',
  queries: [{ of: firingFor(places), legend: '{{alertname}}' }],
  columns: [
    {
      of: 'priority',
      title: 'Priority',
      width: 90,
      states: PRIORITIES.map((priority) => ({ text: priority, colour: PRIORITY_COLOURS[priority] })),
    },
    { of: 'alertname', title: 'Alert', width: 280, runbook: true },
    { of: 0, title: 'For', width: 110 },
    ...places.map((label) => ({
      of: label,
      title: label.charAt(0).toUpperCase() + label.slice(1),
    })),
    { of: 'owner', title: 'Owner', width: 110 },
  ],
  sortBy: { column: 'Priority', descending: false },
  scope: everything,
})

/** The first screen: is anything wrong, how bad, and what is it called. */
export const now = (definition: Definition): Row => {
  const { business, cache, database, http } = definition
  const places = [...new Set(limitsOf(definition).flatMap(({ labels }) => labels))]
  const panels: readonly Panel[] = [
    firingNow,
    requestRate,
    errorRatio(http.httpErrorRatio),
    latency(http.httpLatency),
    errorBudget(http.httpErrorBudget),
    paymentSuccess(business.paymentSuccess),
    connections(database.databaseConnections),
    hitRatio(cache.cacheHitRatio),
    firingTable(places),
  ]
  return { collapsed: false, panels }
}
