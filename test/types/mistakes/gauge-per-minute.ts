// says: only a rate
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

export const wrong = query(metrics).pg_up.perMinute()
