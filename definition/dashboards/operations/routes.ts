import { metrics } from '../../catalogue/index.js'
import { matches, perSecond, query } from '../../promql/index.js'
import type { Panel } from '../language/index.js'
import { services } from '../language/index.js'

const { http_requests_total: requests, http_request_duration_seconds: duration } = query(metrics)

const served = requests.rate('5m').sum('service', 'route').above(perSecond(0))
const failed = requests
  .where({ status_code: matches('5..') })
  .rate('5m')
  .sum('service', 'route')
  .or(requests.rate('5m').sum('service', 'route').times(0))

export const routePanels: readonly Panel[] = [
  {
    kind: 'table',
    width: 24,
    height: 8,
    title: 'Routes',
    shows: 'Every route with its requests a second, the share that failed, and the time within which 95 % were answered.',
    worry: 'A route that stands out from the others.',
    act: 'Sort by the column that fired; the graphs below show since when.',
    whenEmpty: 'no traffic',
    queries: [
      { of: served, legend: 'rate' },
      { of: failed.per(served), legend: 'failed' },
      { of: duration.quantile(0.95, '5m', 'service', 'route'), legend: '95 %' },
    ],
    columns: [
      { of: 'service', title: 'Service', width: 160 },
      { of: 'route', title: 'Route' },
      { of: 0, title: 'Requests', width: 140 },
      { of: 1, title: 'Failed', width: 140 },
      { of: 2, title: '95 % within', width: 140 },
    ],
    sortBy: { column: 'Failed', descending: true },
    scope: services,
  },
]
