import type { Instruments } from '../registry.js'
import { auctionEvents, type AuctionEvents } from './auctions.js'
import { currencyEvents, type CurrencyEvents } from './currency.js'
import { orderEvents, type OrderEvents } from './orders.js'
import { realtimeEvents, type RealtimeEvents } from './realtime.js'
import { peopleEvents, type PeopleEvents } from './people.js'
import { supplyEvents, type SupplyEvents } from './supply.js'
import { runningShop, type RunningShop } from './running.js'

export type { Payment } from './orders.js'
export type { RealtimeEnding } from './realtime.js'

/** What happens in a shop, told by the code where it happens; a file a subject. */
export type BusinessEvents = OrderEvents & AuctionEvents & RealtimeEvents & CurrencyEvents & PeopleEvents & SupplyEvents & RunningShop

/**
 * Counts business events. Series whose labels are closed stand at 0 from the start: a rate needs a value before the
 * first event, or that event is lost.
 *
 * @example
 * const events = businessEvents(instruments)
 * events.payment({ method: 'card', outcome: 'accepted', amount: 49.9, currency: 'EUR' })
 */
export const businessEvents = (instruments: Instruments): BusinessEvents =>
  Object.freeze({
    ...orderEvents(instruments),
    ...auctionEvents(instruments),
    ...realtimeEvents(instruments),
    ...currencyEvents(instruments),
    ...peopleEvents(instruments),
    ...supplyEvents(instruments),
    ...runningShop(instruments),
  })
