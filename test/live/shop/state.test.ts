import { Pool, type PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declaredQueries } from '../../../definition/catalogue/index.js'
import { migrate, readMigrations } from '../../../shop/database/migrate.js'
import { loadSeed } from '../../../shop/seed/load.js'
import { startPostgres, type Postgres } from '../../support/services.js'
import { groups, mean, quantile, share, sum, type Row } from './arithmetic.js'

const DAY = 86_400_000
let postgres: Postgres
let pool: Pool
let client: PoolClient
/** The transaction's now(), by which every window is measured. */
let now: Date
/** Figures of the exporter's queries by metric and labels. */
const figures = new Map<string, number>()
/** Processor time of each query. */
const milliseconds = new Map<string, number>()
const tables: Record<string, Row[]> = {}

const NAMES = [
  'orders',
  'order_items',
  'products',
  'users',
  'deliveries',
  'refunds',
  'payments',
  'nps_answers',
  'reviews',
  'messages',
  'sample_requests',
  'revenue_targets',
  'marketing_costs',
  'suppliers',
  'marketplaces',
  'basket_items',
]

/** What history has not: somebody with a basket, an offer, and an order that waits. */
const MORE = `
  insert into sessions (id) values (repeat('a', 22)), (repeat('b', 22));
  insert into basket_items (session_id, product_id, quantity, added_at) values
    (repeat('a', 22), 1, 1, now()), (repeat('b', 22), 1, 1, now() - interval '40 minutes'), (repeat('a', 22), 2, 1, now() - interval '40 minutes');
  insert into offers (supplier_id, name, category, price_cents, cost_cents, units) values (2, 'A thing', 'home', 100, 90, 5)`

const keyOf = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}${Object.entries(labels)
    .map(([label, value]) => ` ${label}=${value}`)
    .join('')}`

const readFigures = async (): Promise<void> => {
  let cpu = 0
  client.on('notice', ({ message, detail }) => {
    const found = /([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed/.exec(detail ?? message ?? '')
    if (found) cpu = (Number(found[1]) + Number(found[2])) * 1000
  })
  await client.query("set local client_min_messages = 'log'; set local log_statement_stats = on")
  for (const { name, sql, fills, rowLimit = 1000 } of declaredQueries) {
    await client.query(sql)
    const { rows } = await client.query<Row>(sql)
    milliseconds.set(name, cpu)
    expect(rows.length, name).toBeLessThanOrEqual(rowLimit)
    for (const { metric, value, labels } of fills) {
      for (const row of rows) {
        const own = Object.fromEntries(Object.entries(labels).map(([label, column]) => [label, String(row[column])]))
        if (row[value] !== null) figures.set(keyOf(metric.name, own), Number(row[value]))
      }
    }
  }
  await client.query('set local log_statement_stats = off')
}

beforeAll(async () => {
  postgres = await startPostgres()
  pool = new Pool({ connectionString: postgres.url, options: '-c timezone=UTC' })
  pool.on('error', () => undefined)
  await migrate(pool, await readMigrations())
  await loadSeed(pool, 75, new Date())
  await pool.query(MORE)
  client = await pool.connect()
  await client.query('begin isolation level repeatable read')
  now = (await client.query<Row>('select now() as now')).rows[0].now
  await readFigures()
  for (const name of NAMES) tables[name] = (await client.query<Row>(`select * from ${name}`)).rows
})
afterAll(async () => {
  client?.release(true)
  await pool?.end()
  await postgres?.stop()
})

const rowsOf = (name: string): Row[] => tables[name] ?? []
const ago = (days: number): Date => new Date(now.getTime() - days * DAY)
const since = (moment: Date | null, start: Date): boolean => moment !== null && moment >= start
const seconds = (from: Date, until: Date): number => (until.getTime() - from.getTime()) / 1000
const PERCENTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
] as const
const is = (name: string, expected: number, labels: Readonly<Record<string, string>> = {}): void => {
  const figure = figures.get(keyOf(name, labels))
  expect(figure, keyOf(name, labels)).toBeDefined()
  expect(Math.abs((figure ?? 0) - expected), `${keyOf(name, labels)} is ${figure}, not ${expected}`).toBeLessThanOrEqual(
    1e-6 * Math.max(1, Math.abs(expected)),
  )
}
const each = (name: string, label: string, expected: ReadonlyMap<string, number>): void => {
  expect(expected.size).toBeGreaterThan(0)
  for (const [value, number] of expected) is(name, number, { [label]: value })
  expect([...figures.keys()].filter((key) => key.startsWith(`${name} `))).toHaveLength(expected.size)
}
const midnight = (): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
const starts = (): Readonly<Record<string, Date>> => ({
  day: midnight(),
  week: new Date(midnight().getTime() - ((now.getUTCDay() + 6) % 7) * DAY),
  month: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)),
})
const kept = (start: Date): Row[] => rowsOf('orders').filter((order) => since(order.paid_at, start) && order.status !== 'refunded')
/** Lines of kept orders of the last thirty days, each with its product. */
const lines = (): Row[] => {
  const orders = new Set(kept(ago(30)).map(({ id }) => id))
  const products = new Map(rowsOf('products').map((product) => [product.id, product]))
  return rowsOf('order_items')
    .filter(({ order_id: order }) => orders.has(order))
    .map((line) => ({ ...line, product: products.get(line.product_id), cents: line.quantity * line.price_cents }))
}
const margin = (): number =>
  1 - sum(lines().map(({ quantity, product }) => quantity * product.cost_cents)) / sum(lines().map(({ cents }) => cents))
const money = (rows: readonly Row[], column = 'total_cents'): number => sum(rows.map((row) => row[column])) / 100

describe('the figures of sales are those of the tables', () => {
  test('revenue, orders and their value of each period', () => {
    for (const [period, start] of Object.entries(starts())) {
      is('shop_period_revenue', money(kept(start)), { period })
      is('shop_orders_paid', kept(start).length, { period })
      is('shop_order_value_average', money(kept(start)) / kept(start).length, { period })
    }
  })

  test('the target of each period, and what of it should be there by now', () => {
    const usual = kept(new Date(midnight().getTime() - 28 * DAY)).filter(({ paid_at: paid }) => paid < midnight())
    const timeOfDay = now.getTime() % DAY
    const earned = money(usual.filter(({ paid_at: paid }) => paid.getTime() % DAY <= timeOfDay)) / money(usual)
    const month = starts()['month'] ?? now
    const ends = {
      day: midnight().getTime() + DAY,
      week: (starts()['week']?.getTime() ?? 0) + 7 * DAY,
      month: Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1),
    }
    for (const [period, end] of Object.entries(ends)) {
      const days = rowsOf('revenue_targets').filter(({ day }) => day >= (starts()[period] ?? now) && day.getTime() < end)
      const cents = (rows: Row[]) => sum(rows.map((row) => Number(row.revenue_cents)))
      const today = cents(days.filter(({ day }) => day.getTime() === midnight().getTime()))
      is('shop_revenue_target', cents(days) / 100, { period })
      // paid_at::time counts microseconds, a Date milliseconds; one order at the edge is a hundredth of a percent.
      const soFar = (cents(days.filter(({ day }) => day < midnight())) + today * earned) / 100
      expect(figures.get(`shop_revenue_target_so_far period=${period}`)).toBeCloseTo(soFar, 0)
    }
  })

  test('by category, supplier, marketplace and method, and the margin', () => {
    const slugs = new Map(rowsOf('suppliers').map(({ id, slug }) => [id, slug]))
    const sold = (nameOf: (row: Row) => string) => new Map([...groups(lines(), nameOf)].map(([name, rows]) => [name, money(rows, 'cents')]))
    each(
      'shop_category_revenue',
      'category',
      sold(({ product }) => product.category),
    )
    each(
      'shop_supplier_revenue',
      'supplier',
      sold(({ product }) => slugs.get(product.supplier_id)),
    )
    const places = groups(kept(ago(30)), ({ marketplace }) => marketplace)
    each('shop_marketplace_revenue', 'marketplace', new Map([...places].map(([name, rows]) => [name, money(rows)])))
    for (const { slug, commission } of rowsOf('marketplaces')) {
      is('shop_marketplace_commission', money(places.get(slug) ?? []) * Number(commission), { marketplace: slug })
    }
    const accepted = rowsOf('payments').filter((payment) => payment.outcome === 'accepted' && since(payment.created_at, ago(30)))
    each(
      'shop_payment_method_revenue',
      'method',
      new Map([...groups(accepted, ({ method }) => method)].map(([name, rows]) => [name, money(rows, 'amount_cents')])),
    )
    is('shop_gross_margin_ratio', margin())
  })

  test('refunds and baskets', () => {
    const recent = rowsOf('refunds').filter((refund) => since(refund.created_at, ago(30)))
    for (const reason of ['damaged', 'late', 'not-as-described', 'changed-mind', 'other']) {
      const own = recent.filter((refund) => refund.reason === reason)
      is('shop_recent_refunds', own.length, { reason })
      is('shop_recent_refunded_money', money(own, 'amount_cents'), { reason })
    }
    is('shop_refund_ratio', recent.length / rowsOf('orders').filter((order) => since(order.paid_at, ago(30))).length)
    is('shop_baskets', 2)
    is('shop_baskets_abandoned', 1)
  })
})

describe('the figures of customers are those of the tables', () => {
  test('accounts by role, seen and opened', () => {
    const users = rowsOf('users')
    each('shop_users', 'role', new Map([...groups(users, ({ role }) => role)].map(([role, rows]) => [role, rows.length])))
    for (const [period, days] of [
      ['day', 1],
      ['week', 7],
      ['month', 30],
    ] as const) {
      is('shop_users_active', users.filter((user) => since(user.last_seen_at, ago(days))).length, { period })
      is('shop_users_new', users.filter((user) => since(user.created_at, ago(days))).length, { period })
    }
    const brought = users.filter((user) => user.referred_by !== null && since(user.created_at, ago(30))).length
    is('shop_viral_coefficient', brought / users.filter((user) => since(user.last_seen_at, ago(30))).length)
  })

  test('repeat purchase and churn', () => {
    const known = rowsOf('orders').filter(({ user_id: user }) => user !== null)
    const customers = [
      ...groups(
        known.filter((order) => since(order.paid_at, ago(90))),
        ({ user_id: user }) => String(user),
      ).values(),
    ]
    is(
      'shop_repeat_ratio',
      share(customers, (orders) => orders.length > 1),
    )
    const older = customers.filter((orders) => orders.some((order) => since(order.paid_at, ago(60)) && order.paid_at < ago(30)))
    is(
      'shop_churn_ratio',
      share(older, (orders) => !orders.some((order) => since(order.paid_at, ago(30)))),
    )
  })

  test('what a customer is worth and what one costs', () => {
    const orders = kept(ago(180)).filter(({ user_id: user }) => user !== null)
    const revenue = money(orders) / new Set(orders.map(({ user_id: user }) => user)).size
    is('shop_customer_revenue', revenue)
    is('shop_customer_lifetime_value', revenue * margin())
    const start = new Date(midnight().getTime() - 30 * DAY)
    const costs = rowsOf('marketing_costs').filter(({ day }) => day > start)
    each(
      'shop_marketing_costs',
      'channel',
      new Map(
        [...groups(costs, ({ channel }) => channel)].map(([name, rows]) => [name, sum(rows.map(({ cents }) => Number(cents))) / 100]),
      ),
    )
    is(
      'shop_customer_acquisition_cost',
      sum(costs.map(({ cents }) => Number(cents))) / 100 / rowsOf('users').filter((user) => user.created_at > start).length,
    )
  })

  test('cohorts and how many of each come again', () => {
    const monthOf = (moment: Date): number => moment.getUTCFullYear() * 12 + moment.getUTCMonth()
    const nameOf = (month: number): string => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
    const buyers = rowsOf('users').filter(({ role, created_at: created }) => role === 'buyer' && monthOf(created) >= monthOf(now) - 6)
    const cohorts = groups(buyers, ({ created_at: created }) => String(monthOf(created)))
    each('shop_cohort_users', 'cohort', new Map([...cohorts].map(([month, rows]) => [nameOf(Number(month)), rows.length])))
    const months = new Map<number, Set<number>>()
    for (const { user_id: user, paid_at: paid } of rowsOf('orders')) {
      if (user !== null && paid !== null) months.set(user, (months.get(user) ?? new Set()).add(monthOf(paid)))
    }
    let cells = 0
    for (const [month, users] of cohorts) {
      for (let later = Number(month); later <= monthOf(now); later++) {
        const ratio = share(users, ({ id }) => months.get(id)?.has(later) ?? false)
        if (ratio === 0) continue
        cells += 1
        is('shop_cohort_retention_ratio', ratio, { cohort: nameOf(Number(month)), months: String(later - Number(month)) })
      }
    }
    expect(cells).toBeGreaterThan(4)
  })

  test('what they think: recommendation, stars, samples', () => {
    const nps = (rows: Row[]) => 100 * (share(rows, ({ score }) => score >= 9) - share(rows, ({ score }) => score <= 6))
    const answers = rowsOf('nps_answers')
    const recent = answers.filter((answer) => since(answer.created_at, ago(30)) && answer.created_at < now)
    is('shop_nps', nps(recent), { month: 'current' })
    is('shop_nps', nps(answers.filter((answer) => since(answer.created_at, ago(60)) && answer.created_at < ago(30))), { month: 'previous' })
    is('shop_recent_nps_answers', recent.filter(({ score }) => score >= 9).length, { group: 'promoter' })
    is('shop_recent_nps_answers', recent.filter(({ score }) => score === 7 || score === 8).length, { group: 'passive' })
    is('shop_recent_nps_answers', recent.filter(({ score }) => score <= 6).length, { group: 'detractor' })
    const reviews = rowsOf('reviews').filter((review) => since(review.created_at, ago(30)))
    is('shop_rating_average', mean(reviews.map(({ stars }) => stars)))
    is('shop_recent_reviews', reviews.length)
    const ordersOf = groups(rowsOf('orders'), ({ user_id: user }) => String(user))
    const linesOf = groups(rowsOf('order_items'), ({ order_id: order }) => String(order))
    const hasBought = (sample: Row): boolean =>
      (ordersOf.get(String(sample.user_id)) ?? []).some(
        ({ id, paid_at: paid }) =>
          paid > sample.created_at && (linesOf.get(String(id)) ?? []).some(({ product_id: product }) => product === sample.product_id),
      )
    is(
      'shop_sample_conversion_ratio',
      share(
        rowsOf('sample_requests').filter((sample) => since(sample.created_at, ago(90))),
        hasBought,
      ),
    )
  })
})

describe('the figures of fulfilment are those of the tables', () => {
  const paidAt = (): ReadonlyMap<number, Date> => new Map(rowsOf('orders').map(({ id, paid_at: paid }) => [id, paid]))

  test('how long parcels take', () => {
    const paid = paidAt()
    const came = rowsOf('deliveries').filter((parcel) => since(parcel.delivered_at, ago(7)))
    const times: Readonly<Record<string, readonly number[]>> = {
      handling: came.map((parcel) => seconds(paid.get(parcel.order_id) ?? now, parcel.shipped_at)),
      transit: came.map((parcel) => seconds(parcel.shipped_at, parcel.delivered_at)),
      total: came.map((parcel) => seconds(paid.get(parcel.order_id) ?? now, parcel.delivered_at)),
    }
    for (const [step, all] of Object.entries(times)) {
      for (const [percentile, q] of PERCENTILES) is('shop_fulfilment_seconds', quantile(all, q), { step, percentile })
    }
  })

  test('which are under way, overdue, late or failed', () => {
    const parcels = rowsOf('deliveries')
    const open = parcels.filter(({ delivered_at: delivered }) => delivered === null)
    is('shop_parcels_under_way', open.length)
    is('shop_parcels_overdue', open.filter(({ promised_at: promised }) => promised < now).length)
    const came = parcels.filter((parcel) => since(parcel.delivered_at, ago(7)))
    const failed = parcels.filter((parcel) => since(parcel.failed_at, ago(7))).length
    is(
      'shop_delivery_on_time_ratio',
      share(came, (parcel) => parcel.delivered_at <= parcel.promised_at),
    )
    is('shop_delivery_failed_ratio', failed / (came.length + failed))
  })

  test('of each supplier, and how soon they reply', () => {
    const paid = paidAt()
    const slugs = new Map(rowsOf('suppliers').map(({ id, slug }) => [id, slug]))
    const bySupplier = (rows: Row[]) => groups(rows, ({ supplier_id: supplier }) => slugs.get(supplier))
    const sent = bySupplier(rowsOf('deliveries').filter((parcel) => since(parcel.shipped_at, ago(30))))
    each(
      'shop_supplier_handling_seconds',
      'supplier',
      new Map([...sent].map(([slug, rows]) => [slug, mean(rows.map((row) => seconds(paid.get(row.order_id) ?? now, row.shipped_at)))])),
    )
    const came = bySupplier(rowsOf('deliveries').filter((parcel) => since(parcel.delivered_at, ago(30))))
    each(
      'shop_supplier_on_time_ratio',
      'supplier',
      new Map([...came].map(([slug, rows]) => [slug, share(rows, (row) => row.delivered_at <= row.promised_at)])),
    )
    const suppliers = new Set(
      rowsOf('users')
        .filter(({ role }) => role === 'supplier')
        .map(({ id }) => id),
    )
    const messages = rowsOf('messages').toSorted((left, right) => left.id - right.id)
    const replies = messages
      .filter((message) => suppliers.has(message.receiver_id) && since(message.created_at, ago(30)))
      .flatMap((question) => {
        const reply = messages.find(
          (other) => other.id > question.id && other.sender_id === question.receiver_id && other.receiver_id === question.sender_id,
        )
        return reply ? [seconds(question.created_at, reply.created_at)] : []
      })
    for (const [percentile, q] of PERCENTILES) is('shop_supplier_response_seconds', quantile(replies, q), { percentile })
  })

  test('what waits to be sent and to be decided', () => {
    const waiting = rowsOf('orders')
      .filter(({ status }) => status === 'paid')
      .map(({ paid_at: paid }) => seconds(paid, now))
    is('shop_orders_unsent_oldest_seconds', Math.max(...waiting))
    is('shop_offers_open', 1)
  })
})

describe('the queries', () => {
  test('each take less than 200 ms of a processor', () => {
    const slow = [...milliseconds].filter(([, time]) => time > 200)
    const [name, time] = [...milliseconds].toSorted(([, left], [, right]) => right - left)[0] ?? ['', 0]
    console.log(`slowest of ${milliseconds.size} queries: ${name}, ${time.toFixed(0)} ms`)
    expect(slow).toEqual([])
  })

  test('read a state that a shop is in: growing, liked, its targets met, customers worth more than they cost', () => {
    const figure = (key: string): number => figures.get(key) ?? Number.NaN
    expect(figure('shop_rating_average')).toBeGreaterThan(4.5)
    expect(figure('shop_nps month=current') - figure('shop_nps month=previous')).toBeGreaterThan(-10)
    expect(figure('shop_period_revenue period=month') / figure('shop_revenue_target_so_far period=month')).toBeGreaterThan(0.9)
    expect(figure('shop_customer_lifetime_value') / figure('shop_customer_acquisition_cost')).toBeGreaterThan(3)
    expect(figure('shop_delivery_on_time_ratio')).toBeGreaterThan(0.9)
    expect(figure('shop_supplier_response_seconds percentile=p95')).toBeLessThan(86_400)
  })
})
