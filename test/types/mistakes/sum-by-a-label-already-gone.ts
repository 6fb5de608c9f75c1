// says: Argument of type '"status_code"' is not assignable to parameter of type '"route"'
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.http_requests_total.rate('5m').sum('route').sum('status_code')
