import { metrics } from '../../catalogue/index.js'
import { count, percent, perMinute, perSecond, query, seconds } from '../../promql/index.js'
import { grew, grows, pastOf, stands, threshold } from '../language/index.js'
import { serviceDown } from './services.js'
import { onExporter, onShop } from './targets.js'

const {
  shop_payments_total: payments,
  shop_products_low_stock: lowStock,
  shop_auctions_overdue_seconds: overdue,
  shop_realtime_closed_total: closed,
  shop_realtime_messages_total: messages,
  shop_realtime_undelivered_total: undelivered,
  shop_orders_created_total: created,
  http_requests_total: requests,
  up,
} = query(metrics)

const tried = payments.rate('5m').sum('service')
const accepted = payments.where({ outcome: 'accepted' }).rate('5m').sum('service')
const paid = (outcome: 'accepted' | 'declined', perSecond: number) =>
  grows(metrics.shop_payments_total, { method: 'card', outcome, ...onShop }, perSecond)

export const paymentSuccess = threshold('PaymentSuccessLow', accepted.per(tried), {
  P0: { below: percent(99), for: '2m' },
  // three in five minutes: one declined card wakes nobody
  atLeast: { signal: tried.minus(accepted), above: perMinute(0.5) },
  owner: 'shop',
  summary: ({ service }) => `Payments are failing in ${service}.`,
  means: 'Customers who want to pay cannot; revenue is lost now.',
  check: [
    'Which method fails? One alone points at its provider; all point at us.',
    "Look at the payment provider's status page.",
    'Were checkout or payment released today? Roll back first, ask later.',
  ],
  example: { of: { service: 'shop' }, from: (success) => [paid('accepted', 10 * success), paid('declined', 10 * (1 - success))] },
})

export const stockLow = threshold('StockLow', lowStock.max(), {
  P2: { above: count(10), for: '10m' },
  owner: 'shop',
  summary: () => 'Many products are about to sell out.',
  means: 'More products than usual are at or under their reorder level; soon customers find them gone.',
  check: ['List them, the best sellers first.', 'Did a delivery fail, or did a campaign sell more than planned?'],
  example: {
    of: {},
    from: (value) => [stands(metrics.shop_products_low_stock, onExporter, value)],
  },
})

export const auctionsOverdue = threshold('AuctionsOverdue', overdue.max(), {
  P1: { above: seconds(60), for: '1m' },
  owner: 'shop',
  summary: () => 'Auctions that are over do not close.',
  means: 'Bidders wait for a result, winners cannot pay, and later bids may be taken that must not be.',
  check: [
    "Does the shop's job auctions run? Its log says when a round fails.",
    'Does something hold a lock on the table auctions? Look for the oldest transaction.',
  ],
  example: {
    of: {},
    from: (value) => [stands(metrics.shop_auctions_overdue_seconds, onExporter, value)],
  },
})

const ended = closed.rate('5m').sum('service')
const lost = closed.where({ reason: 'lost' }).rate('5m').sum('service').or(ended.times(0))
const ends = (reason: 'client' | 'lost', perSecond: number) => grows(metrics.shop_realtime_closed_total, { reason, ...onShop }, perSecond)

export const realtimeStability = threshold('RealtimeUnstable', ended.minus(lost).per(ended), {
  // as long as the window: a proxy that restarts loses all connections once, and they come back
  P1: { below: percent(99), for: '5m' },
  // six in five minutes: a few customers who leave their network are nobody's fault
  atLeast: { signal: lost, above: perMinute(1.2) },
  owner: 'platform',
  summary: ({ service }) => `Realtime connections of ${service} break.`,
  means: 'Bidders see prices that are no longer true, and messages arrive late.',
  check: [
    'Does a proxy in between restart, or end connections that are silent?',
    'Does the event loop of the service stand still, so that it misses heartbeats?',
    'Do connections of one network break alone? Then it is theirs.',
  ],
  example: { of: { service: 'shop' }, from: (share) => [ends('client', 20 * share), ends('lost', 20 * (1 - share))] },
})

const failed = undelivered.rate('5m').sum('service')
const delivered = messages.where({ direction: 'sent' }).rate('5m').sum('service')

export const realtimeDelivery = threshold('RealtimeMessagesLost', delivered.per(delivered.plus(failed)), {
  P2: { below: percent(99), for: '5m' },
  atLeast: { signal: failed, above: perMinute(1.2) },
  owner: 'platform',
  summary: ({ service }) => `Realtime messages of ${service} do not arrive.`,
  means: 'Bidders see prices that are no longer true, until they load the page anew.',
  check: ['Do connections break as well? Then begin there.', 'Do clients read too slowly, or are messages sent that nobody asked for?'],
  silencedBy: [realtimeStability],
  example: {
    of: { service: 'shop' },
    from: (share) => [
      grows(metrics.shop_realtime_messages_total, { direction: 'sent', ...onShop }, 20 * share),
      grows(metrics.shop_realtime_undelivered_total, onShop, 20 * (1 - share)),
    ],
  },
})

/** A service that has just come back sold in a part of the window only. */
const throughout = up.is(1).max('service').countOver('10m', '1m').above(count(8))
/** Zero where requests are answered and nothing was ordered since the start: that is no order, not no figure. */
const ordered = created.rate('10m').sum('service').or(requests.rate('10m').sum('service').times(0)).and(throughout, 'service')
const orders = pastOf('OrdersDropped', ordered)
/** A sale or an outage a week ago is no measure for this week: the lower of two weeks is. */
const usualOrders = orders.weekAgo.lower(orders.twoWeeksAgo).or(orders.hourBefore).above(perSecond(0))

const answers = { ...onShop, method: 'GET', route: '/api/products', status_code: '200' } as const

export const ordersDropped = threshold('OrdersDropped', orders.now.per(usualOrders), {
  P1: { below: percent(50), for: '5m' },
  // fewer than fifty in ten minutes are halved by chance
  atLeast: { signal: usualOrders, above: perMinute(5) },
  reads: orders.records,
  owner: 'shop',
  summary: ({ service }) => `Half of the orders that are usual in ${service} at this hour do not come.`,
  means: 'Customers cannot buy, or do not want to; nothing else may look broken.',
  check: [
    'Place an order yourself, from the list to the thanks.',
    'Do visitors come as usual? If they do not, look at the way to the shop instead.',
    'Where do they give up: how many baskets, checkouts and payments are there for each order?',
    'Were checkout, prices or delivery terms changed today?',
  ],
  silencedBy: [serviceDown],
  example: {
    of: { service: 'shop' },
    past: '40m',
    from: (share) => [grew(metrics.shop_orders_created_total, { status: 'paid', ...onShop }, 1, share), stands(metrics.up, onShop, 1)],
  },
})

const visits = pastOf('TrafficUnusual', requests.rate('5m').sum('service'))
const least = visits.weekAgo.lower(visits.twoWeeksAgo).lower(visits.hourBefore)
const most = visits.weekAgo.higher(visits.twoWeeksAgo).higher(visits.hourBefore)
/** How many times more than the most, or else fewer than the least: an hour or a week that was alike excuses it. */
const unusual = visits.now.timesAs(most).above(count(1)).or(least.timesAs(visits.now))

export const trafficUnusual = threshold('TrafficUnusual', unusual, {
  P2: { above: count(2), for: '5m' },
  atLeast: { signal: least, above: perSecond(2) },
  reads: visits.records,
  owner: 'platform',
  summary: ({ service }) => `${service} gets far more or far fewer requests than usual at this hour.`,
  means: 'The figure says how many times more, or fewer. Either something soon runs short, or customers do not get through.',
  check: [
    'More or fewer? See the requests by service.',
    'More: is there a campaign, or does one address or one route stand out? Then limit it at the storefront.',
    'Fewer: does the shop open from outside: DNS, certificate, storefront?',
  ],
  silencedBy: [serviceDown],
  example: {
    of: { service: 'shop' },
    past: '30m',
    from: (times) => [grew(metrics.http_requests_total, answers, 10, 10 * times)],
  },
})
