import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'
import { AUCTION_COLUMNS, type Auction, type Bid } from './auction.js'

/** A bid within the last seconds moves the end, so that there is time to answer it. */
const EXTENSION_SECONDS = 30

export type Bidding =
  | { readonly outcome: 'accepted'; readonly auction: Auction; readonly bid: Bid }
  | { readonly outcome: 'too_low' | 'leading' | 'own' | 'closed'; readonly auction: Auction }

interface Offer {
  readonly auctionId: number
  readonly userId: number
  readonly amountCents: number
}

interface Locked extends Auction {
  readonly sellerId: number | null
  readonly leaderId: number | null
}

// Bids on one auction wait here for each other; each sees the price that the one before it has left.
const LOCK = `select ${AUCTION_COLUMNS}, seller_id as "sellerId", leader_id as "leaderId" from auctions
  join products on products.id = product_id where auctions.id = $1 for update of auctions`
// The clock is read here, after the wait for the lock, and not where the transaction began.
const PLACE = `with placed as (
    insert into bids (auction_id, user_id, amount_cents)
    select id, $2, $3 from auctions where id = $1 and ends_at > clock_timestamp() returning *),
  raised as (
    update auctions set highest_cents = $3, leader_id = $2, bid_count = bid_count + 1,
      ends_at = greatest(ends_at, least(latest_ends_at, placed.created_at + make_interval(secs => ${EXTENSION_SECONDS})))
    from placed where auctions.id = auction_id returning ends_at)
  select amount_cents as "amountCents", left(users.name, 1) || '…' as bidder, placed.created_at as "createdAt", ends_at as "endsAt"
  from placed, raised, users where users.id = $2`

const refusal = (auction: Locked, { userId, amountCents }: Offer): Exclude<Bidding['outcome'], 'accepted'> | undefined => {
  if (auction.status !== 'open') return 'closed'
  if (auction.sellerId === userId) return 'own'
  if (auction.leaderId === userId) return 'leading'
  return amountCents < auction.nextCents ? 'too_low' : undefined
}

const place = async (query: Query, offer: Offer): Promise<Bidding> => {
  const locked = (await query<Locked>('bid_lock', LOCK, [offer.auctionId]))[0]
  if (!locked) throw new RequestError(404, `There is no auction ${offer.auctionId}.`)
  const { sellerId, leaderId, ...auction } = locked
  const outcome = refusal({ ...auction, sellerId, leaderId }, offer)
  if (outcome) return { outcome, auction }
  const values = [offer.auctionId, offer.userId, offer.amountCents]
  const placed = (await query<Bid & { readonly endsAt: Date }>('bid_place', PLACE, values))[0]
  if (!placed) return { outcome: 'closed', auction }
  const { endsAt, ...bid } = placed
  const nextCents = offer.amountCents + auction.incrementCents
  return {
    outcome: 'accepted',
    bid,
    auction: { ...auction, highestCents: offer.amountCents, nextCents, bidCount: auction.bidCount + 1, endsAt },
  }
}

/**
 * Places a bid: at least an increment over the highest, before the end, by somebody who neither sells nor leads. A late
 * one moves the end, within the auction's own bound.
 */
export const placeBid = (database: Database, offer: Offer): Promise<Bidding> => database.transaction((query) => place(query, offer))
