import { ANSWERS, BUDGETS, failing, SERVERS, type FaultSwitch } from './fault-switch.js'

const orders = 'sum(rate(shop_orders_created_total[$window]'
const requests = 'sum(rate(http_requests_total{service="shop"}[$window]'

/** What breaks in the trade itself, with every server well. */
export const tradeSwitches = [
  {
    name: 'errors',
    does: 'A share of the requests to one route answers 500.',
    crosses: [failing],
    fires: ['HttpErrorRatioHigh'],
    echoes: ['HttpErrorBudgetBurn'],
    spares: ['PaymentSuccessLow', 'StockLow', ...SERVERS],
    seconds: 600,
    share: 0.3,
    route: '/api/products',
  },
  {
    name: 'declined-payments',
    does: 'The payment stand-in declines a share of the payments.',
    crosses: [
      {
        limit: 'L8',
        signal: 'sum(rate(shop_payments_total{outcome="accepted"}[$window])) / sum(rate(shop_payments_total[$window]))',
        below: 0.99,
      },
    ],
    fires: ['PaymentSuccessLow'],
    spares: ['HttpErrorRatioHigh', 'StockLow', ...SERVERS],
    seconds: 600,
    share: 0.2,
  },
  {
    name: 'order-drop',
    does: 'A share of the baskets cannot be turned into orders, and nothing calls it an error.',
    crosses: [{ limit: 'L23', signal: `${orders})) / ${orders} offset $past))`, below: 0.5 }],
    fires: ['OrdersDropped'],
    spares: ['PaymentSuccessLow', 'StockLow', ...ANSWERS, ...SERVERS],
    needsPast: true,
    seconds: 1800,
    share: 0.9,
  },
  {
    name: 'low-stock',
    does: 'The stock of a share of the products falls to its reorder level, and no supplier delivers.',
    crosses: [{ limit: 'L22', signal: 'max(shop_products_low_stock)', above: 10 }],
    fires: ['StockLow'],
    spares: ['PaymentSuccessLow', ...ANSWERS, ...SERVERS],
    seconds: 1800,
    share: 0.2,
  },
  {
    name: 'stuck-auction',
    does: 'Auctions that are over are not closed.',
    crosses: [{ limit: 'L21', signal: 'max(shop_auctions_overdue_seconds)', above: 60 }],
    fires: ['AuctionsOverdue'],
    spares: ['PaymentSuccessLow', 'StockLow', ...ANSWERS, ...SERVERS],
    seconds: 1800,
    share: 1,
  },
  {
    name: 'dead-outside-api',
    does: 'The outside service that gives currency rates answers no more.',
    crosses: [
      { limit: 'L7', signal: 'sum(rate(shop_rates_requests_total{outcome!="success"}[$window])) * 300', above: 5 },
      { limit: 'L30', signal: 'min(probe_success{target="rates"})', below: 1 },
    ],
    fires: ['OutsideApiFailing', 'ProbeDown'],
    echoes: ['OutsideApiSlow'],
    spares: ['PaymentSuccessLow', 'StockLow', 'HttpErrorRatioHigh', ...SERVERS],
    seconds: 900,
    share: 1,
  },
  {
    name: 'traffic-spike',
    does: 'Six times as many visitors come.',
    crosses: [{ limit: 'L23', signal: `${requests})) / ${requests} offset $past))`, above: 2 }],
    fires: ['TrafficUnusual'],
    echoes: ['CpuHigh', 'OrdersUnusual', ...BUDGETS],
    spares: ['PaymentSuccessLow', 'HttpErrorRatioHigh', ...SERVERS],
    alone: 'The load of everything rises, and stock, orders and payments with it.',
    needsPast: true,
    seconds: 900,
    share: 1,
  },
] as const satisfies readonly FaultSwitch[]
