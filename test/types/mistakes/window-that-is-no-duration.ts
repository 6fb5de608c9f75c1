// says: "5 minutes"' is not assignable to parameter of type
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.http_requests_total.rate('5 minutes')
