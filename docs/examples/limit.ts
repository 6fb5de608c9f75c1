import { metrics } from '../../definition/catalogue/index.js'
import { percent, perMinute, query } from '../../definition/promql/index.js'
import { observes, threshold } from '../../definition/thresholds/language/index.js'

const { db_query_duration_seconds: queries } = query(metrics)

const asked = queries.rate('5m').sum('service', 'query')
const answered = queries.where({ outcome: 'success' }).rate('5m').sum('service', 'query')

const ofProducts = { service: 'shop', query: 'product by id', job: 'shop', instance: 'shop:4000' }
const runs = (outcome: 'success' | 'failure', perSecond: number) =>
  observes(metrics.db_query_duration_seconds, { ...ofProducts, outcome }, 0.01, perSecond)

export const querySuccess = threshold('QuerySuccessLow', answered.per(asked), {
  P1: { below: percent(99), for: '5m' },
  P2: { below: percent(99.5), for: '15m' },
  atLeast: { signal: asked, above: perMinute(12) },
  owner: 'platform',
  summary: ({ service, query: name }) => `The query "${name}" of ${service} fails too often.`,
  means: 'Pages that need this query show an error.',
  check: ['Did a migration change its tables?', 'Does the database log a time-out or a lock?'],
  example: {
    of: { service: 'shop', query: 'product by id' },
    from: (success) => [...runs('success', 10 * success), ...runs('failure', 10 * (1 - success))],
  },
})
