// says: only a timestamp is ahead of its scrape
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.pg_up.ahead()
