import { businessQueries } from '../../definition/catalogue/index.js'
import { support } from './metric.js'

export const supportQueries = businessQueries(support, {
  tickets: {
    sql: 'SELECT urgency, count(*) AS waiting FROM tickets WHERE closed_at IS NULL GROUP BY urgency',
    interval: '30s',
    timeout: '2s',
    fills: { shop_open_tickets: { value: 'waiting', labels: { urgency: 'urgency' } } },
  },
})
