// says: a counter only grows: take its rate() or increase() before summing
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.http_requests_total.sum('route')
