// says: Vector<"method", "count per second">' is not assignable to parameter of type 'Vector<"route"
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

const requests = q.http_requests_total.rate('5m')
export const wrong = requests.sum('route').per(requests.sum('method'))
