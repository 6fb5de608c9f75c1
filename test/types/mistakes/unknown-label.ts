// says: Mistake<"this metric has no label stauts">
import { metrics } from '../../../definition/catalogue/index.js'
import { matches, milliseconds, percent, query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.http_requests_total.where({ stauts: '500' })
