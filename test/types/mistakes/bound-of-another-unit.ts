// says: Quantity<"ratio">' is not assignable
import { metrics } from '../../../definition/catalogue/index.js'
import { percent, query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.http_request_duration_seconds.rateWithin(percent(5), '5m')
