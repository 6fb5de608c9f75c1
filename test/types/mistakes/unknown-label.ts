// says: Object literal may only specify known properties, and 'stauts' does not exist
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.http_requests_total.where({ stauts: '500' })
