import { AUCTION_OUTCOMES, BID_OUTCOMES, shopEvents } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { counterOf } from '../values.js'

/** What happens at auctions. */
export interface AuctionEvents {
  readonly bid: (outcome: (typeof BID_OUTCOMES)[number]) => void
  readonly auctionClosed: (outcome: (typeof AUCTION_OUTCOMES)[number]) => void
}

export const auctionEvents = (instruments: Instruments): AuctionEvents => {
  const bids = counterOf(instruments, shopEvents.shop_bids_total)
  const closed = counterOf(instruments, shopEvents.shop_auctions_closed_total)
  for (const outcome of BID_OUTCOMES) bids.inc({ outcome }, 0)
  for (const outcome of AUCTION_OUTCOMES) closed.inc({ outcome }, 0)
  return Object.freeze({
    bid: (outcome) => bids.inc({ outcome }),
    auctionClosed: (outcome) => closed.inc({ outcome }),
  } satisfies AuctionEvents)
}
