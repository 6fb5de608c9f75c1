// says: is not assignable to type
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.pg_up.perJoined(q.redis_db_keys, { on: ['db'], groupLeft: [] })
