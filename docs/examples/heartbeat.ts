import { metrics } from '../../definition/catalogue/index.js'
import { count, query } from '../../definition/promql/index.js'
import { grows, heartbeat, stands } from '../../definition/thresholds/language/index.js'

const { plimsoll_target_expected: expected, shop_orders_created_total: orders } = query(metrics)

const shop = expected.where({ job: 'shop' }).max('service')
const ordering = orders.increase('30m').sum('service').above(count(0))

const shopIsExpected = stands(metrics.plimsoll_target_expected, { job: 'shop', service: 'shop' }, 1)
const ofShop = { status: 'paid', job: 'shop', service: 'shop', instance: 'shop:4000' } as const

export const ordersArrive = heartbeat('NoOrders', shop.unless(ordering, 'service'), {
  priority: 'P1',
  for: '10m',
  expected: shop,
  owner: 'shop',
  summary: ({ service }) => `Nobody has ordered in ${service} for half an hour.`,
  means: 'Either nobody comes, or nobody can buy.',
  check: ['Place an order yourself.', 'Do visitors still arrive? See the request rate.'],
  example: {
    of: { service: 'shop' },
    from: (seen) => [shopIsExpected, grows(metrics.shop_orders_created_total, ofShop, seen / 60)],
    gone: [shopIsExpected],
  },
})
