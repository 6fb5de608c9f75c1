// says: only a timestamp has an age
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.pg_up.age()
