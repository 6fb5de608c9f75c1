import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { businessEvents, createInstruments, renderMetrics } from '../../../instrument/index.js'
import { createDatabase, type Database } from '../../../shop/database/database.js'
import { migrate, readMigrations } from '../../../shop/database/migrate.js'
import { fulfil } from '../../../shop/domain/fulfilment.js'
import { fulfilmentRound } from '../../../shop/domain/supply/round.js'
import { loadSeed } from '../../../shop/seed/load.js'
import { startPostgres, type Postgres } from '../../support/services.js'

let postgres: Postgres
let pool: Pool
let database: Database
let seeded: unknown[]
let before: { text: string; convalidated: boolean }[]

const CONSTRAINTS = `select conrelid::regclass::text as table, conname, convalidated, pg_get_constraintdef(oid) as text
  from pg_constraint where contype in ('f', 'c') order by 1, 2, 4`
const one = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows[0]
const place = async (status: string, minutesAgo: number): Promise<number> => {
  const text = `insert into orders (status, total_cents, created_at, paid_at, shipped_at)
    select $1, 1000, ago, case when $1 <> 'pending' then ago end, case when $1 = 'shipped' then ago end
    from (select now() - make_interval(mins => $2) as ago) as moment returning id`
  return (await one(text, [status, minutesAgo])).id
}
const statusOf = async (id: number): Promise<string> => (await one('select status from orders where id = $1', [id])).status

beforeAll(async () => {
  postgres = await startPostgres()
  pool = new Pool({ connectionString: postgres.url })
  pool.on('error', () => undefined)
  await migrate(pool, await readMigrations())
  before = (await pool.query(CONSTRAINTS)).rows
  await loadSeed(pool, 2, new Date())
  seeded = (await pool.query(CONSTRAINTS)).rows
  await pool.query("update orders set status = 'delivered', delivered_at = now() where status in ('paid', 'shipped')")
  await pool.query('update deliveries set delivered_at = now() where delivered_at is null')
  database = createDatabase(createInstruments(), pool)
})
afterAll(async () => {
  await pool?.end()
  await postgres?.stop()
})

describe('fulfilment', () => {
  test('ships what was paid a minute ago and delivers what was shipped five minutes ago', async () => {
    const [fresh, paid, shipped] = [await place('paid', 0), await place('paid', 2), await place('shipped', 6)]
    await fulfil(database)
    expect([await statusOf(fresh), await statusOf(paid), await statusOf(shipped)]).toEqual(['paid', 'shipped', 'delivered'])
  })

  test('sends what its supplier has not in its time, a parcel a supplier, and ships the order with the last', async () => {
    await pool.query("update suppliers set handling = '1 minute'; update suppliers set handling = '10 minutes' where id = 2")
    const order = await place('paid', 2)
    const products = 'select (select min(id) from products where supplier_id = $1) as id'
    for (const supplier of [1, 2, 3]) {
      await pool.query('insert into order_items values ($1, $2, 1, 500)', [order, (await one(products, [supplier])).id])
    }
    expect((await fulfil(database)).sent).toBe(2)
    expect(await statusOf(order)).toBe('paid')
    await pool.query("update orders set paid_at = now() - interval '11 minutes' where id = $1", [order])
    expect((await fulfil(database)).sent).toBe(1)
    expect(await statusOf(order)).toBe('shipped')
    expect((await fulfil(database)).sent).toBe(0)
  })

  test('delivers parcels in five minutes, one in eighty at the second try, and the order with its last parcel', async () => {
    const order = await place('shipped', 6)
    const send = `insert into deliveries (id, order_id, supplier_id, carrier, shipped_at, promised_at) overriding system value
      values ($1, $2, $3, 'dhl', now() - interval '6 minutes', now() + $4::interval)`
    await pool.query(send, [8_000_000, order, 1, '1 day'])
    await pool.query(send, [8_000_001, order, 2, '1 day'])
    await pool.query(send, [8_000_002, order, 3, '-1 minute'])
    expect(await fulfil(database)).toMatchObject({ onTime: 1, late: 1, failed: 1, delivered: 0 })
    expect(await statusOf(order)).toBe('shipped')
    expect(await fulfil(database)).toMatchObject({ onTime: 0, late: 0, failed: 0, delivered: 0 })
    await pool.query("update deliveries set failed_at = now() - interval '3 minutes' where id = 8000000")
    expect(await fulfil(database)).toMatchObject({ onTime: 1, late: 0, failed: 0, delivered: 1 })
    expect(await statusOf(order)).toBe('delivered')
  })

  test('tells whoever counts what it did', async () => {
    const instruments = createInstruments()
    const events = businessEvents(instruments)
    const order = await place('shipped', 6)
    await pool.query(
      `insert into deliveries (id, order_id, supplier_id, carrier, shipped_at, promised_at) overriding system value
        values (8000003, $1, 1, 'dhl', now() - interval '6 minutes', now() + interval '1 day')`,
      [order],
    )
    await fulfilmentRound({ database, events })
    await fulfilmentRound({ database, events })
    const { body } = await renderMetrics(instruments)
    expect(body).toContain('shop_deliveries_total{outcome="on-time"} 1')
    expect(body).toContain('shop_deliveries_total{outcome="late"} 0')
    expect(body).toContain('shop_deliveries_total{outcome="failed"} 0')
    expect(body).toContain('shop_orders_delivered_total 1')
    expect(body).toContain('shop_shipments_total 0')
  })

  test('cancels what is not paid in a quarter of an hour, and puts its products back', async () => {
    const [old, fresh] = [await place('pending', 16), await place('pending', 1)]
    for (const order of [old, fresh]) await pool.query('insert into order_items values ($1, 7, 3, 500)', [order])
    const { stock } = await one('select stock from products where id = 7')
    await fulfil(database)
    expect([await statusOf(old), await statusOf(fresh)]).toEqual(['cancelled', 'pending'])
    expect((await one('select stock from products where id = 7')).stock).toBe(stock + 3)
  })

  test('leaves an order whose payment is under way, and gives up a payment that nobody will settle', async () => {
    const [underWay, lost] = [await place('pending', 16), await place('pending', 16)]
    const start = `insert into payments (order_id, method, outcome, amount_cents, currency, created_at)
      values ($1, 'card', 'started', 1000, 'EUR', now() - make_interval(mins => $2))`
    await pool.query(start, [underWay, 1])
    await pool.query(start, [lost, 3])
    await fulfil(database)
    expect([await statusOf(underWay), await statusOf(lost)]).toEqual(['pending', 'cancelled'])
    expect(await one('select outcome from payments where order_id = $1', [lost])).toEqual({ outcome: 'failed' })
  })

  test('restocks the emptiest shelves first and leaves four low, under the limit of ten', async () => {
    await pool.query('update products set stock = reorder_level + 50')
    await pool.query('update products set stock = greatest(0, reorder_level - id) where id <= 30')
    await fulfil(database)
    const low = await one('select count(*)::int as count, min(stock) as least from products where stock <= reorder_level')
    expect(low.count).toBe(4)
    expect(low.least).toBeGreaterThan(0)
  })

  test('forgets sessions of yesterday with their baskets, not with their orders', async () => {
    await pool.query("insert into sessions values (repeat('a', 22), now() - interval '25 hours')")
    await pool.query("insert into basket_items values (repeat('a', 22), 1, 1)")
    const order = await place('paid', 0)
    await pool.query("update orders set session_id = repeat('a', 22) where id = $1", [order])
    await fulfil(database)
    expect((await one('select count(*)::int as count from basket_items')).count).toBe(0)
    expect(await one('select session_id from orders where id = $1', [order])).toEqual({ session_id: null })
  })
})

describe('the seed', () => {
  test('leaves every constraint as the migrations made it, and checked', () => {
    expect(before.filter(({ text }) => text.startsWith('FOREIGN KEY')).length).toBeGreaterThan(20)
    expect(before.every(({ convalidated }) => convalidated)).toBe(true)
    expect(seeded).toEqual(before)
  })

  test('is undone as a whole where it fails', async () => {
    await pool.query('create database halfway')
    const other = new Pool({ connectionString: postgres.url.replace(/\/plimsoll$/, '/halfway') })
    await migrate(other, await readMigrations())
    await other.query("insert into marketing_costs select current_date, 'search', 1")
    await expect(loadSeed(other, 2, new Date())).rejects.toThrow(/marketing_costs_pkey/)
    const left = await other.query('select (select count(*) from orders)::int as orders, (select count(*) from seeds)::int as seeds')
    expect(left.rows).toEqual([{ orders: 0, seeds: 0 }])
    expect((await other.query(CONSTRAINTS)).rows).toEqual(before)
    await other.end()
  })
})
