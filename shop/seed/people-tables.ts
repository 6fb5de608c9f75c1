import type { PoolClient } from 'pg'
import type { SeedAuction } from './auctions.js'
import type { History } from './history.js'
import type { SeedOpinions } from './opinions.js'
import { insertRows, type Columns } from './table.js'

type Of<Name extends keyof SeedOpinions> = SeedOpinions[Name][number]

const REVIEWS: Columns<Of<'reviews'>> = {
  product_id: ['integer', ({ productId }) => productId],
  user_id: ['integer', ({ userId }) => userId],
  stars: ['integer', ({ stars }) => stars],
  text: ['text', ({ text }) => text],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
}

const ANSWERS: Columns<Of<'answers'>> = {
  user_id: ['integer', ({ userId }) => userId],
  score: ['integer', ({ score }) => score],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
}

const MESSAGES: Columns<Of<'messages'>> = {
  sender_id: ['integer', ({ senderId }) => senderId],
  receiver_id: ['integer', ({ receiverId }) => receiverId],
  text: ['text', ({ text }) => text],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
  read_at: ['timestamptz', ({ readAt }) => readAt],
}

const SAMPLES: Columns<Of<'samples'>> = {
  product_id: ['integer', ({ productId }) => productId],
  user_id: ['integer', ({ userId }) => userId],
  status: ['text', ({ sentAt }) => (sentAt ? 'sent' : 'requested')],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
  sent_at: ['timestamptz', ({ sentAt }) => sentAt],
}

const AUCTIONS: Columns<SeedAuction> = {
  id: ['integer', ({ id }) => id],
  product_id: ['integer', ({ productId }) => productId],
  status: ['text', ({ bids }) => (bids.length > 0 ? 'sold' : 'unsold')],
  start_cents: ['integer', ({ startCents }) => startCents],
  increment_cents: ['integer', ({ incrementCents }) => incrementCents],
  highest_cents: ['integer', ({ bids }) => bids.at(-1)?.amountCents ?? null],
  leader_id: ['integer', ({ bids }) => bids.at(-1)?.userId ?? null],
  bid_count: ['integer', ({ bids }) => bids.length],
  starts_at: ['timestamptz', ({ startsAt }) => startsAt],
  ends_at: ['timestamptz', ({ endsAt }) => endsAt],
  latest_ends_at: ['timestamptz', ({ endsAt }) => endsAt],
  closed_at: ['timestamptz', ({ endsAt }) => endsAt],
}

const BIDS: Columns<SeedAuction['bids'][number] & { readonly auctionId: number }> = {
  auction_id: ['integer', ({ auctionId }) => auctionId],
  user_id: ['integer', ({ userId }) => userId],
  amount_cents: ['integer', ({ amountCents }) => amountCents],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
}

/** What people said, asked and bid. */
export const fillPeople = async (client: PoolClient, { reviews, answers, messages, samples, auctions }: History): Promise<void> => {
  await insertRows(client, 'reviews', REVIEWS, reviews)
  await insertRows(client, 'nps_answers', ANSWERS, answers)
  await insertRows(
    client,
    'messages',
    MESSAGES,
    messages.toSorted((left, right) => left.createdAt.getTime() - right.createdAt.getTime()),
  )
  await insertRows(client, 'sample_requests', SAMPLES, samples)
  await insertRows(client, 'auctions', AUCTIONS, auctions)
  await insertRows(
    client,
    'bids',
    BIDS,
    auctions.flatMap(({ id, bids }) => bids.map((bid) => ({ ...bid, auctionId: id }))),
  )
}
