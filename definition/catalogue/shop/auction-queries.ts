import { businessQueries } from '../business-query.js'
import { AUCTION_STATUSES, auctionState } from './auctions.js'

const statuses = AUCTION_STATUSES.map((status) => `'${status}'`).join(', ')

export const auctionQueries = businessQueries(auctionState, {
  auctions: {
    sql: `SELECT known.status, count(auctions.id) AS auctions
  FROM unnest(ARRAY[${statuses}]) AS known (status)
  LEFT JOIN auctions ON auctions.status = known.status
 GROUP BY known.status
 ORDER BY known.status`,
    interval: '30s',
    timeout: '2s',
    fills: { shop_auctions: { value: 'auctions', labels: { status: 'status' } } },
  },
  auctions_overdue: {
    sql: `SELECT count(*) AS overdue, coalesce(extract(epoch FROM now() - min(ends_at)), 0) AS seconds
  FROM auctions
 WHERE status = 'open'
   AND ends_at < now()`,
    interval: '15s',
    timeout: '2s',
    fills: { shop_auctions_overdue: { value: 'overdue' }, shop_auctions_overdue_seconds: { value: 'seconds' } },
  },
})
