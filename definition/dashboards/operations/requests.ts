import { metrics } from '../../catalogue/index.js'
import { matches, perSecond, query } from '../../promql/index.js'
import type { Definition, Limit } from '../../thresholds/index.js'
import type { Panel, Row } from '../language/index.js'
import { services, softRangeOf, stepsOf } from '../language/index.js'

const { http_requests_total: requests, http_request_duration_seconds: duration } = query(metrics)

const graph = { kind: 'timeseries', width: 8, height: 8, scope: services, whenEmpty: 'no traffic' } as const

const failed = requests
  .where({ status_code: matches('5..') })
  .rate('5m')
  .sum('service')
  .or(requests.rate('5m').sum('service').times(0))

const rate: Panel = {
  ...graph,
  title: 'Requests by service',
  shows: 'Requests answered a second, by service.',
  worry: 'A step down while the shop is open, or a peak that the latency follows.',
  act: 'A fall of all services points at what stands before them; of one, at its last release.',
  queries: [{ of: requests.rate('5m').sum('service'), legend: '{{service}}' }],
}

const errors = (limit: Limit): Panel => ({
  ...graph,
  title: 'Failed requests by service',
  shows: 'Share of requests answered with 5xx, by service; dashed: the limits of HttpErrorRatioHigh.',
  worry: 'Any line that stands over a dashed one.',
  act: 'Find the route in the row HTTP; look at what was released last.',
  queries: [{ of: failed.per(requests.rate('5m').sum('service').above(perSecond(0))), legend: '{{service}}' }],
  lines: stepsOf(limit),
  softRange: softRangeOf(limit),
})

const latency = (limit: Limit): Panel => ({
  ...graph,
  title: 'Time of 95 % of requests by service',
  shows: 'The time within which 95 % of requests are answered, by service; dashed: the limit of HttpLatencyHigh.',
  worry: 'A line that climbs towards the dashed one and does not come back.',
  act: 'Find the route in the row HTTP; then look at the rows Database and Cache.',
  queries: [{ of: duration.quantile(0.95, '5m', 'service'), legend: '{{service}}' }],
  lines: stepsOf(limit),
  softRange: softRangeOf(limit),
})

/** Rate, errors, duration: what every service owes to those who call it. */
export const redRow = ({ http }: Definition): Row => ({
  title: 'Requests, errors, latency',
  collapsed: false,
  panels: [rate, errors(http.httpErrorRatio), latency(http.httpLatency)],
})
