// says: a histogram is many series
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.http_request_duration_seconds.sum()
