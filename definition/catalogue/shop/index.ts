/**
 * @module What a shop counts and holds, a file a subject: events where they happen, state as its tables have it, and the
 * queries that read the state.
 */
import { auctionQueries } from './auction-queries.js'
import { auctionEvents, auctionState } from './auctions.js'
import { currencyEvents } from './currency.js'
import { customerQueries } from './customer-queries.js'
import { customerState } from './customers.js'
import { fulfilmentQueries } from './fulfilment-queries.js'
import { fulfilmentState } from './fulfilment.js'
import { orderQueries } from './order-queries.js'
import { orderEvents, orderState } from './orders.js'
import { realtimeEvents } from './realtime.js'
import { runningShop } from './running.js'
import { peopleEvents } from './people.js'
import { salesQueries } from './sales-queries.js'
import { salesState } from './sales.js'
import { supplyEvents } from './supply.js'

export { AUCTION_OUTCOMES, BID_OUTCOMES } from './auctions.js'
export { RATES_OUTCOMES } from './currency.js'
export { ORDER_STATUSES, PAYMENT_METHODS, PAYMENT_OUTCOMES } from './orders.js'
export { REALTIME_DIRECTIONS, REALTIME_ENDINGS, REALTIME_OPENINGS } from './realtime.js'
export { MAIL_KINDS, MAIL_OUTCOMES, NPS_GROUPS, REVIEW_STARS, SIGN_IN_OUTCOMES, UPLOAD_OUTCOMES } from './people.js'
export { DELIVERY_OUTCOMES, OFFER_OUTCOMES, REFUND_REASONS, SEARCH_OUTCOMES } from './supply.js'

/** What happens in the shop, counted where it happens. */
export const shopEvents = Object.freeze({
  ...orderEvents,
  ...auctionEvents,
  ...realtimeEvents,
  ...currencyEvents,
  ...runningShop,
  ...peopleEvents,
  ...supplyEvents,
})
/** What stands in the shop's database, read by SQL. */
export const shopState = Object.freeze({ ...orderState, ...auctionState, ...salesState, ...customerState, ...fulfilmentState })
/** What the exporter asks of the shop's database, on the server that `business.target` of its configuration names. */
export const shopQueries = Object.freeze([...orderQueries, ...auctionQueries, ...salesQueries, ...customerQueries, ...fulfilmentQueries])
