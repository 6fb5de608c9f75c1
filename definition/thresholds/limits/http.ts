import { metrics } from '../../catalogue/index.js'
import { matches, milliseconds, percent, perMinute, query, seconds } from '../../promql/index.js'
import { grows, objective, observes, observesQuantile, observesShare, threshold } from '../language/index.js'
import { serviceDown } from './services.js'
import { onShop } from './targets.js'

const { http_requests_total: requests, http_request_duration_seconds: duration } = query(metrics)
const { http_requests_total, http_request_duration_seconds } = metrics

const served = requests.rate('5m').sum('service', 'route')
/** Zero where nothing failed: a healthy route has a ratio of 0, not none. */
const failed = requests
  .where({ status_code: matches('5..') })
  .rate('5m')
  .sum('service', 'route')
  .or(served.times(0))

const ofRoute = { service: 'shop', route: '/api/products' }
const ofShop = { service: 'shop' }
const answered = (status_code: string, perSecond: number) =>
  grows(http_requests_total, { ...ofRoute, method: 'GET', status_code, ...onShop }, perSecond)
const failing = (share: number) => [answered('500', 20 * share), answered('200', 20 * (1 - share))]
const timed = { ...ofRoute, method: 'GET', status_code: '200', ...onShop } as const

/** Six requests a minute: a quantile of fewer says nothing. */
const enough = { signal: served, above: perMinute(6) }
/** Three failures in five minutes: a share of a few requests is high after one, and one wakes nobody. */
const several = { signal: failed, above: perMinute(0.5) }

const firstChecks = [
  'Which release went out last? Roll it back if the errors began with it.',
  'Do the database and cache alerts fire as well? Begin there: this is then their echo.',
  'Read the log lines of the route by correlation id; the first error of a request names the cause.',
] as const

export const httpErrorRatio = threshold('HttpErrorRatioHigh', failed.per(served), {
  P0: { above: percent(2), for: '2m' },
  P1: { above: percent(1), for: '5m' },
  atLeast: several,
  owner: 'platform',
  summary: ({ service, route }) => `Too many failed answers on ${route} of ${service}.`,
  means: 'Customers see errors instead of pages.',
  check: firstChecks,
  example: { of: ofRoute, from: failing },
})

export const httpErrorBudget = objective(
  'HttpErrorBudgetBurn',
  requests
    .where({ status_code: matches('5..') })
    .rate('5m')
    .sum('service')
    .or(requests.rate('5m').sum('service').times(0)),
  requests.rate('5m').sum('service'),
  {
    target: percent(99.9),
    levels: ['P0', 'P1', 'P2', 'P3'],
    atLeast: perMinute(6),
    owner: 'platform',
    summary: ({ service }) => `${service} fails requests faster than its 30-day error budget allows.`,
    means: 'At this pace the month ends with more than 0.1 % of requests failed.',
    check: firstChecks,
    silencedBy: [httpErrorRatio, serviceDown],
    example: { of: ofShop, from: failing },
  },
)

export const httpLatency = threshold('HttpLatencyHigh', duration.quantile(0.95, '5m', 'service', 'route'), {
  P1: { above: milliseconds(500), for: '5m' },
  atLeast: enough,
  owner: 'platform',
  summary: ({ service, route }) => `One request in twenty on ${route} of ${service} is slow.`,
  means: 'Pages feel slow; baskets are left.',
  check: [
    'Do the database alerts fire: connections, long transactions, slow statements?',
    'Is the CPU or the event loop of the service busy?',
    'Is the cache hit ratio lower than an hour ago?',
  ],
  example: {
    of: ofRoute,
    from: (value) => [answered('200', 20), ...observesQuantile(http_request_duration_seconds, timed, 0.95, value, 20)],
  },
})

export const httpMeanLatency = threshold('HttpMeanLatencyHigh', duration.mean('5m', 'service', 'route'), {
  P2: { above: seconds(1), for: '10m' },
  atLeast: enough,
  owner: 'platform',
  summary: ({ service, route }) => `The average request on ${route} of ${service} is slow.`,
  means: 'Most customers on this page wait, not only the unlucky ones.',
  check: [
    'Compare with the 95th percentile: if both rose, the whole route is slow; if only the mean did, look for time-outs.',
    'Which query of the route takes longest? See the query timings of the service.',
  ],
  silencedBy: [httpLatency],
  example: { of: ofRoute, from: (value) => [answered('200', 20), ...observes(http_request_duration_seconds, timed, value, 20)] },
})

const slow = duration
  .rate('5m')
  .sum('service')
  .minus(duration.rateWithin(milliseconds(200), '5m').sum('service'))

export const httpLatencyBudget = objective('HttpLatencyBudgetBurn', slow, duration.rate('5m').sum('service'), {
  target: percent(90),
  levels: ['P2', 'P3'],
  atLeast: perMinute(6),
  owner: 'platform',
  summary: ({ service }) => `More requests of ${service} take over 200 ms than its 30-day budget allows.`,
  means: 'At this pace more than one request in ten of the month is slower than 200 ms.',
  check: ['Which routes got slower this week? Sort the latency table by its 95th percentile.', 'Did the traffic or the data grow?'],
  silencedBy: [httpLatency, serviceDown],
  example: {
    of: ofShop,
    from: (badShare) => observesShare(http_request_duration_seconds, timed, 0.2, 1 - badShare, 20),
  },
})
