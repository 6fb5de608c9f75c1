// says: Type '"iddle"' is not assignable to type
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.pg_stat_activity_count.where({ state: 'iddle' })
