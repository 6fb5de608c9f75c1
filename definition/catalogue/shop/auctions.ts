import { counter, family, gauge } from '../metric.js'

export const BID_OUTCOMES = ['accepted', 'too_low', 'leading', 'own', 'closed'] as const
export const AUCTION_OUTCOMES = ['sold', 'unsold'] as const
export const AUCTION_STATUSES = ['open', ...AUCTION_OUTCOMES] as const

/** What happens at auctions, counted where it happens. */
export const auctionEvents = family('application', {
  shop_bids_total: counter({
    help: 'Bids offered, by what became of them: accepted, or refused as too low, as of the leader, on an own or a closed auction.',
    labels: { outcome: BID_OUTCOMES },
    source: 'business event bid',
  }),
  shop_auctions_closed_total: counter({
    help: 'Auctions closed, by whether anybody had bid.',
    labels: { outcome: AUCTION_OUTCOMES },
    source: 'business event auctionClosed',
  }),
})

/** The auctions that stand in the shop's database, read by SQL. */
export const auctionState = family('exporter', {
  shop_auctions: gauge({
    help: 'Auctions in the database, by status.',
    labels: { status: AUCTION_STATUSES },
    source: 'SQL auctions',
  }),
  shop_auctions_overdue: gauge({ help: 'Auctions still open though their end has passed.', source: 'SQL auctions' }),
  shop_auctions_overdue_seconds: gauge({
    help: 'Time since the end of the auction that is open the longest after it; 0 where none is.',
    source: 'SQL auctions',
  }),
})
