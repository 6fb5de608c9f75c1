import { metrics } from '../../catalogue/index.js'
import { binary, literal, perSecond, query, selector } from '../../promql/index.js'
import type { Limit } from '../../thresholds/index.js'
import { business } from '../../thresholds/index.js'
import type { Panel } from '../language/index.js'
import { everything, services } from '../language/index.js'

const {
  shop_orders_created_total: orders,
  shop_payments_total: payments,
  shop_revenue_total: revenue,
  shop_orders: standing,
} = query(metrics)

const graph = { kind: 'timeseries', width: 8, height: 8, scope: services, whenEmpty: 'nothing sold' } as const
const tried = payments.rate('5m').sum('method').above(perSecond(0))

const PAST = { now: 'now', hour_before: 'the hour before', week_ago: 'a week ago', two_weeks_ago: 'two weeks ago' } as const

/** A pace a minute, as the rules of a limit that looks back have recorded it. */
const paceOf = (limit: Limit, what: keyof typeof PAST): Panel['queries'][number] => {
  const rule = limit.records.find(({ record }) => record.includes(`_${what}:`))
  if (!rule) throw new TypeError(`${limit.name} records no pace of ${PAST[what]}: make its records with pastOf()`)
  const node = binary('*', selector(rule.record, [], limit.labels), literal(60))
  return { of: { node, labels: limit.labels, unit: 'count per minute' }, legend: `{{service}} ${PAST[what]}` }
}

const beside = (limit: Limit): Panel['queries'] => [
  paceOf(limit, 'now'),
  paceOf(limit, 'hour_before'),
  paceOf(limit, 'week_ago'),
  paceOf(limit, 'two_weeks_ago'),
]

/** What the shop is for; an outage shows here even when every machine is green. */
export const businessPanels: readonly Panel[] = [
  {
    ...graph,
    title: 'Orders a minute',
    shows: 'Orders placed a minute, by the status they got.',
    worry: 'A fall while visitors stay.',
    act: 'Try an order yourself; then look at payments by method.',
    queries: [{ of: orders.rate('5m').sum('status').perMinute(), legend: '{{status}}' }],
    more: 'overview',
  },
  {
    ...graph,
    title: 'Orders beside the past',
    shows: 'Orders a minute now, in the middle of the hour before, and at this hour one and two weeks ago.',
    worry: 'Now under half of both weeks; where no week is known, of the hour before.',
    act: 'Place an order yourself, from the list to the thanks.',
    queries: beside(business.ordersDropped),
  },
  {
    ...graph,
    title: 'Requests beside the past',
    shows: 'Requests a minute now, in the middle of the hour before, and at this hour one and two weeks ago.',
    worry: 'Now more than twice the highest of the others, or less than half of the lowest.',
    act: 'More: which address or route stands out? Fewer: does the shop open from outside?',
    whenEmpty: 'no traffic',
    queries: beside(business.trafficUnusual),
  },
  {
    ...graph,
    title: 'Payment success by method',
    shows: 'Share of payments that were accepted, by method.',
    worry: 'One method under the others: its provider. All of them: us.',
    act: "Open the provider's status page; offer another method.",
    whenEmpty: 'no payments',
    queries: [{ of: payments.where({ outcome: 'accepted' }).rate('5m').sum('method').per(tried), legend: '{{method}}' }],
    softRange: { from: 0.9, to: 1 },
  },
  {
    ...graph,
    title: 'Revenue an hour',
    shows: 'Money taken, at the pace of now for an hour, by currency.',
    worry: 'A fall while orders stay: payments fail, or prices are wrong.',
    act: 'Look at payments by method and at what was released last.',
    queries: [{ of: revenue.rate('5m').sum('currency').perHour(), legend: '{{currency}}' }],
    more: 'overview',
  },
  {
    ...graph,
    title: 'Orders by status',
    shows: 'Orders in the database, by status.',
    worry: 'Pending orders that pile up: nobody takes them on.',
    act: 'Look for the oldest pending order and what it waits for.',
    whenEmpty: 'database not read',
    scope: everything,
    queries: [{ of: standing.max('status'), legend: '{{status}}' }],
  },
]
