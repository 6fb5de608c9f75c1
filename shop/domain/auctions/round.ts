import type { Services } from '../../services.js'
import { closeAuctions, openAuctions, type Closed } from './lifecycle.js'

type Needed = Pick<Services, 'database' | 'events' | 'faults' | 'hub' | 'logger'>

/** The topic under which an auction's bids and its end are told. */
export const auctionTopic = (id: number): string => `auction:${id}`

const tell = ({ events, hub, logger }: Needed, { winnerId, ...closed }: Closed): void => {
  events.auctionClosed(closed.outcome)
  logger.info({ auction: closed.id, outcome: closed.outcome, highestCents: closed.highestCents }, 'auction closed')
  const { id: auctionId, ...rest } = closed
  hub.publish(auctionTopic(auctionId), { type: 'closed', auctionId, ...rest })
  if (winnerId !== null) hub.publish(`user:${winnerId}`, { type: 'auction-won', auctionId, ...rest })
}

/** Closes what is over, tells who listens, and opens what is missing. While auctions are stuck none is closed. */
export const auctionRound = async (services: Needed): Promise<void> => {
  const closed = services.faults.find('stuck-auction') ? [] : await closeAuctions(services.database)
  for (const auction of closed) tell(services, auction)
  await openAuctions(services.database)
}
