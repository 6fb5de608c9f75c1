import { metrics } from '../../definition/catalogue/index.js'
import { milliseconds, percent, perMinute, query } from '../../definition/promql/index.js'
import { objective, observesShare } from '../../definition/thresholds/language/index.js'
import { querySuccess } from './limit.js'

const { db_query_duration_seconds: queries } = query(metrics)

const asked = queries.rate('5m').sum('service')
const slow = asked.minus(queries.rateWithin(milliseconds(100), '5m').sum('service'))

const ofShop = { service: 'shop', query: 'product by id', outcome: 'success', job: 'shop', instance: 'shop:4000' } as const

export const queryLatencyBudget = objective('QueryLatencyBudgetBurn', slow, asked, {
  target: percent(99),
  levels: ['P1', 'P2'],
  atLeast: perMinute(12),
  owner: 'platform',
  summary: ({ service }) => `More queries of ${service} take over 100 ms than its 30-day budget allows.`,
  means: 'At this pace more than one query in a hundred of the month is slow.',
  check: ['Which query got slower this week?', 'Did its table grow past its index?'],
  silencedBy: [querySuccess],
  example: {
    of: { service: 'shop' },
    from: (badShare) => observesShare(metrics.db_query_duration_seconds, ofShop, 0.1, 1 - badShare, 20),
  },
})
