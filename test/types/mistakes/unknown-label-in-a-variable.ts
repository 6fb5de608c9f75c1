// says: Mistake<"this metric has no label foo">
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

const match = { status_code: '500', foo: 'x' }
export const wrong = q.http_requests_total.where(match)
