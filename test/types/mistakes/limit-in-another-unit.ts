// says: Quantity<"seconds">' is not assignable to parameter of type 'Quantity<"ratio">'
import { metrics } from '../../../definition/catalogue/index.js'
import { matches, milliseconds, query } from '../../../definition/promql/index.js'

const q = query(metrics)

const requests = q.http_requests_total
export const wrong = requests
  .where({ status_code: matches('5..') })
  .rate('5m')
  .sum('route')
  .per(requests.rate('5m').sum('route'))
  .above(milliseconds(500))
