import type { Services } from '../../services.js'
import { closeAuction, openAuctions, type Closed } from './lifecycle.js'

type Needed = Pick<Services, 'database' | 'events' | 'faults' | 'hub' | 'logger'>

/** The topic under which an auction's bids and its end are told. */
export const auctionTopic = (id: number): string => `auction:${id}`

const MOST_AT_ONCE = 50

const tell = ({ events, hub, logger }: Needed, { id: auctionId, winnerId, orderId, ...end }: Closed): void => {
  events.auctionClosed(end.outcome)
  logger.info({ auction: auctionId, outcome: end.outcome, highestCents: end.highestCents, order: orderId }, 'auction closed')
  hub.publish(auctionTopic(auctionId), { type: 'closed', auctionId, ...end })
  if (orderId !== null) events.orderCreated('pending')
  if (winnerId !== null) hub.publish(`user:${winnerId}`, { type: 'auction-won', auctionId, ...end, orderId })
}

const closeDue = async (services: Needed): Promise<void> => {
  for (let closed = 0; closed < MOST_AT_ONCE; closed++) {
    const auction = await closeAuction(services.database)
    if (!auction) return
    tell(services, auction)
  }
}

/** Closes what is over, tells who listens, and opens what is missing. While auctions are stuck none is closed. */
export const auctionRound = async (services: Needed): Promise<void> => {
  if (!services.faults.find('stuck-auction')) await closeDue(services)
  await openAuctions(services.database)
}
