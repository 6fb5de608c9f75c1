// says: a gauge goes up and down, so its rate() means nothing: use delta() or deriv()
import { metrics } from '../../../definition/catalogue/index.js'
import { query } from '../../../definition/promql/index.js'

const q = query(metrics)

export const wrong = q.pg_stat_activity_count.rate('5m')
