// says: Property 'method' does not exist on type '{ readonly route: string; }'
import { metrics } from '../../../definition/catalogue/index.js'
import { percent, query } from '../../../definition/promql/index.js'
import { threshold } from '../../../definition/thresholds/language/index.js'

const requests = query(metrics).http_requests_total
const ratio = requests.where({ status_code: '500' }).rate('5m').sum('route').per(requests.rate('5m').sum('route'))
const words = {
  owner: 'platform',
  means: 'Customers see errors.',
  check: ['Look.'],
  example: { of: { route: '/' }, from: () => [] },
} as const

export const wrong = threshold('X', ratio, { P0: { above: percent(2), for: '2m' }, ...words, summary: ({ method }) => `${method} fails.` })
