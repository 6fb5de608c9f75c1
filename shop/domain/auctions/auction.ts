import type { Database } from '../../database/database.js'

export const AUCTION_STATUSES = ['open', 'sold', 'unsold'] as const
export type AuctionStatus = (typeof AUCTION_STATUSES)[number]

export interface Auction {
  readonly id: number
  readonly productId: number
  readonly name: string
  readonly category: string
  readonly status: AuctionStatus
  readonly currency: string
  readonly startCents: number
  readonly incrementCents: number
  /** Absent while nobody has bid. */
  readonly highestCents: number | null
  /** The least that the next bid must offer. */
  readonly nextCents: number
  readonly bidCount: number
  readonly startsAt: Date
  readonly endsAt: Date
  readonly closedAt: Date | null
}

/** A bid as everybody sees it: how much and when; who is only hinted at. */
export interface Bid {
  readonly amountCents: number
  readonly bidder: string
  readonly createdAt: Date
}

interface AuctionPage {
  readonly auctions: readonly Auction[]
  readonly total: number
  readonly limit: number
  readonly offset: number
}

interface AuctionFilter {
  readonly status: AuctionStatus
  readonly limit: number
  readonly offset: number
}

/** The columns of an auction as `Auction` names them; from auctions joined with products. */
export const AUCTION_COLUMNS = `auctions.id, product_id as "productId", name, category, status, auctions.currency, start_cents as "startCents",
  increment_cents as "incrementCents", highest_cents as "highestCents", coalesce(highest_cents + increment_cents, start_cents) as "nextCents",
  bid_count as "bidCount", starts_at as "startsAt", ends_at as "endsAt", closed_at as "closedAt"`

// What ends first comes first while it is open; of the closed ones the last.
const PAGE = `select ${AUCTION_COLUMNS} from auctions join products on products.id = product_id where status = $1
  order by case when status = 'open' then ends_at end, ends_at desc, auctions.id limit $2 offset $3`
const COUNT = 'select count(*)::integer as total from auctions where status = $1'
const ONE = `select ${AUCTION_COLUMNS}, coalesce(leader_id = $2, false) as leads, coalesce(seller_id = $2, false) as sells
  from auctions join products on products.id = product_id where auctions.id = $1`
const BIDS = `select amount_cents as "amountCents", coalesce(left(name, 1), '') || '…' as bidder, bids.created_at as "createdAt"
  from bids left join users on users.id = user_id where auction_id = $1 order by amount_cents desc limit 20`

/** One page of the auctions in a state. */
export const findAuctions = async (database: Database, { status, limit, offset }: AuctionFilter): Promise<AuctionPage> => {
  const [auctions, counted] = await Promise.all([
    database.query<Auction>('auctions_page', PAGE, [status, limit, offset]),
    database.query<{ total: number }>('auctions_count', COUNT, [status]),
  ])
  return { auctions, total: counted[0]?.total ?? 0, limit, offset }
}

/** The auction with its last twenty bids, and whether this user, if any, leads or sells it. */
export const findAuction = async (
  database: Database,
  id: number,
  userId: number | undefined,
): Promise<(Auction & { readonly leads: boolean; readonly sells: boolean; readonly bids: readonly Bid[] }) | undefined> => {
  const auction = (await database.query<Auction & { leads: boolean; sells: boolean }>('auction_by_id', ONE, [id, userId ?? null]))[0]
  return auction && { ...auction, bids: await database.query<Bid>('bids_of_auction', BIDS, [id]) }
}
