import { logOf } from './log.js'
import type { Route } from './route.js'
import type { Context } from 'koa'
import { schemaOf } from '../../configuration/index.js'
import { AUCTION_STATUSES, findAuction, findAuctions } from '../domain/auctions/auction.js'
import { placeBid, type Bidding } from '../domain/auctions/bidding.js'
import { auctionTopic } from '../domain/auctions/round.js'
import { userOfSession } from '../domain/people/user.js'
import { RequestError } from '../errors.js'
import type { Services } from '../services.js'
import { requireUser } from './authorize.js'
import { bodyReader, queryReader, readId, readSession } from './validation.js'

const readFilter = queryReader(
  schemaOf({
    type: 'object',
    properties: {
      status: { type: 'string', enum: AUCTION_STATUSES },
      limit: { type: 'integer', minimum: 1, maximum: 100 },
      offset: { type: 'integer', minimum: 0, maximum: 10_000 },
    },
    required: [],
    additionalProperties: false,
  } as const),
)

const readBid = bodyReader(
  schemaOf({
    type: 'object',
    properties: { amountCents: { type: 'integer', minimum: 1, maximum: 10_000_000 } },
    required: ['amountCents'],
    additionalProperties: false,
  } as const),
)

const money = (cents: number): string => (cents / 100).toFixed(2)

const refusals: Readonly<Record<Exclude<Bidding['outcome'], 'accepted'>, (bidding: Bidding) => readonly [number, string]>> = {
  too_low: ({ auction: { nextCents, currency } }) => [409, `The bid is too low; offer at least ${money(nextCents)} ${currency}.`],
  leading: () => [409, 'Your bid is the highest; wait for another.'],
  own: () => [403, 'This is your own auction; others bid on it.'],
  closed: () => [409, 'The auction is over; choose another.'],
}

type Handler = (services: Services) => Route['handle']

const list: Handler =
  ({ database }) =>
  async (context) => {
    context.body = await findAuctions(database, { status: 'open', limit: 20, offset: 0, ...readFilter(context) })
  }

const viewer = async ({ database }: Services, context: Context): Promise<number | undefined> =>
  context.get('x-session') === '' ? undefined : (await userOfSession(database, readSession(context)))?.id

const show: Handler = (services) => async (context) => {
  const id = readId(context.params['id'])
  const auction = await findAuction(services.database, id, await viewer(services, context))
  if (!auction) throw new RequestError(404, `There is no auction ${id}.`)
  context.body = { auction }
}

const bid: Handler = (services) => async (context) => {
  const { database, events, hub } = services
  const user = await requireUser(services, context)
  const auctionId = readId(context.params['id'])
  const { amountCents } = readBid(context)
  const bidding = await placeBid(database, { auctionId, userId: user.id, amountCents })
  events.bid(bidding.outcome)
  logOf(context).info({ auction: auctionId, amountCents, outcome: bidding.outcome }, 'bid offered')
  if (bidding.outcome !== 'accepted') throw new RequestError(...refusals[bidding.outcome](bidding))
  const { nextCents, bidCount, endsAt } = bidding.auction
  hub.publish(auctionTopic(auctionId), { type: 'bid', auctionId, ...bidding.bid, nextCents, bidCount, endsAt })
  context.status = 201
  context.body = { bid: bidding.bid, auction: bidding.auction }
}

export const auctionRoutes = (services: Services): readonly Route[] => [
  { method: 'get', path: '/api/auctions', handle: list(services) },
  { method: 'get', path: '/api/auctions/:id', handle: show(services) },
  { method: 'post', path: '/api/auctions/:id/bids', handle: bid(services) },
]
