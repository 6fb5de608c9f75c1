import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningShop } from '../../../shop/index.js'
import { callerOf, sample, startWorld, visitorOf, type World } from './support.js'

let world: World
let shop: RunningShop
let database: Client

const one = async (text: string, values: unknown[] = []) => (await database.query(text, values)).rows[0]

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open()
  database = new Client({ connectionString: world.postgres.url })
  await database.connect()
})
afterAll(async () => {
  await database?.end()
  await shop?.close()
  await world?.stop()
})

describe('the products', () => {
  test('the second request for the first five is a hit', async () => {
    const api = callerOf(shop.url)
    const [first, second] = [await api.get('/api/products?limit=5'), await api.get('/api/products?limit=5')]
    expect(first.headers.get('x-cache')).toBe('miss')
    expect(second.headers.get('x-cache')).toBe('hit')
    expect(second.body).toEqual(first.body)
    expect(second.body.products).toHaveLength(5)
    expect(await sample(shop.url, 'cache_requests_total{cache="catalogue",outcome="hit"}')).toBeGreaterThan(0)
  })

  test('they are found by category and by word, and a view is counted', async () => {
    const api = callerOf(shop.url)
    const found = (await api.get('/api/products?category=shoes&search=CHELSEA&limit=100')).body
    expect(found.total).toBe(9)
    expect(found.products.every((product: { name: string }) => product.name.includes('Chelsea'))).toBe(true)
    expect((await api.get("/api/products?search=%25'--")).body.total).toBe(0)
    const { product } = (await api.get(`/api/products/${found.products[0].id}`)).body
    expect(product).toMatchObject({ category: 'shoes', currency: 'EUR', availability: 'in stock' })
    expect(await sample(shop.url, 'shop_product_views_total{category="shoes"}')).toBe(1)
  })

  test('eight categories tell how much they hold', async () => {
    const { categories } = (await callerOf(shop.url).get('/api/categories')).body
    expect(categories).toHaveLength(8)
    expect(categories[0]).toEqual({ slug: 'clothing', title: 'Clothing', products: 63 })
  })
})

describe('a purchase', () => {
  test('goes from basket to paid order; stock, events and the database agree', async () => {
    const visitor = await visitorOf(shop.url)
    const before = await one('select stock, price_cents from products where id = 33')
    await visitor.post('/api/basket/items', { productId: 33, quantity: 2 })
    const { basket } = (await visitor.post('/api/basket/items', { productId: 34, quantity: 1 })).body
    expect(basket.items.map((item: { quantity: number }) => item.quantity)).toEqual([2, 1])
    const { order } = (await visitor.post('/api/checkout')).body
    expect(order).toMatchObject({ status: 'pending', totalCents: basket.totalCents, currency: 'EUR' })
    const paid = await visitor.post(`/api/orders/${order.id}/payments`, { method: 'paypal' })
    expect(paid.status).toBe(201)
    const shown = (await visitor.get(`/api/orders/${order.id}`)).body.order
    expect(shown).toMatchObject({ status: 'paid', shippedAt: null })
    expect(shown.items).toHaveLength(2)
    expect((await visitor.get('/api/basket')).body.basket.items).toEqual([])
    expect((await one('select stock from products where id = 33')).stock).toBe(before.stock - 2)
    expect(await one('select method, outcome, amount_cents from payments where order_id = $1', [order.id])).toEqual({
      method: 'paypal',
      outcome: 'accepted',
      amount_cents: basket.totalCents,
    })
    expect(await sample(shop.url, 'shop_payments_total{method="paypal",outcome="accepted"}')).toBe(1)
    expect(await sample(shop.url, 'shop_revenue_total{currency="EUR"}')).toBeCloseTo(basket.totalCents / 100, 6)
    expect(await sample(shop.url, 'shop_basket_additions_total')).toBe(2)
    expect(await sample(shop.url, 'shop_orders_created_total{status="pending"}')).toBe(1)
  })

  test('is seen by its own session alone', async () => {
    const [buyer, stranger] = [await visitorOf(shop.url), await visitorOf(shop.url)]
    await buyer.post('/api/basket/items', { productId: 1, quantity: 1 })
    const { order } = (await buyer.post('/api/checkout')).body
    expect((await stranger.get(`/api/orders/${order.id}`)).status).toBe(404)
    expect((await stranger.post(`/api/orders/${order.id}/payments`, { method: 'card' })).status).toBe(404)
    expect((await stranger.get('/api/orders')).body.orders).toEqual([])
    expect((await buyer.get('/api/orders')).body.orders).toHaveLength(1)
  })

  test('is paid once, however often and at once it is asked for', async () => {
    const visitor = await visitorOf(shop.url)
    await visitor.post('/api/basket/items', { productId: 2, quantity: 1 })
    const { order } = (await visitor.post('/api/checkout')).body
    const answers = await Promise.all(Array.from({ length: 8 }, () => visitor.post(`/api/orders/${order.id}/payments`, { method: 'card' })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array<number>(7).fill(409)])
    expect(await one('select count(*)::int as count from payments where order_id = $1', [order.id])).toEqual({ count: 1 })
    expect((await visitor.post(`/api/orders/${order.id}/payments`, { method: 'card' })).body.error).toMatch(/is paid and cannot be paid/)
  })

  test('never sells what is not there: twenty visitors want the last five', async () => {
    await database.query('update products set stock = 5 where id = 40')
    const visitors = await Promise.all(Array.from({ length: 20 }, () => visitorOf(shop.url)))
    await Promise.all(visitors.map((visitor) => visitor.post('/api/basket/items', { productId: 40, quantity: 1 })))
    const answers = await Promise.all(visitors.map((visitor) => visitor.post('/api/checkout')))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
    const refused = answers.filter(({ status }) => status === 409)
    expect(refused).toHaveLength(15)
    expect(refused[0]?.body.error).toMatch(/Only 0 of .* are left/)
    expect((await callerOf(shop.url).get('/api/products/40')).body.product.availability).toBe('sold out')
  })

  test('two checkouts of one basket make one order', async () => {
    const visitor = await visitorOf(shop.url)
    await visitor.post('/api/basket/items', { productId: 5, quantity: 1 })
    const answers = await Promise.all([visitor.post('/api/checkout'), visitor.post('/api/checkout')])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
  })

  test('quantities are changed and taken back', async () => {
    const visitor = await visitorOf(shop.url)
    await visitor.post('/api/basket/items', { productId: 6, quantity: 15 })
    expect((await visitor.post('/api/basket/items', { productId: 6, quantity: 15 })).body.basket.items[0].quantity).toBe(20)
    expect((await visitor.put('/api/basket/items/6', { quantity: 3 })).body.basket.items[0].quantity).toBe(3)
    expect((await visitor.remove('/api/basket/items/6')).body.basket.items).toEqual([])
    expect((await visitor.remove('/api/basket/items/6')).status).toBe(404)
  })
})

describe('the start', () => {
  test('a second shop on the same database changes nothing of what is there', async () => {
    const count = 'select (select count(*) from orders) as orders, (select count(*) from products) as products'
    const before = await one(count)
    const second = await world.open()
    try {
      expect(await one(count)).toEqual(before)
      expect((await callerOf(second.url).get('/api/products?limit=1')).status).toBe(200)
    } finally {
      await second.close()
    }
  })

  test('a shop waits as long as another one fills the database', async () => {
    // longer than any of its requests would wait
    const SECONDS = 7
    await database.query('begin')
    await database.query('select pg_advisory_xact_lock(7546201)')
    const opening = world.open()
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000))
    await database.query('commit')
    await (await opening).close()
  })

  test('two shops that start together on an empty database fill it once', async () => {
    await database.query('create database twins')
    const { secret } = await import('../../../configuration/index.js')
    const databaseUrl = secret(world.postgres.url.replace(/\/plimsoll$/, '/twins'))
    const twins = await Promise.all([world.open({ databaseUrl }), world.open({ databaseUrl })])
    try {
      for (const twin of twins) expect((await callerOf(twin.url).get('/api/products?limit=1&offset=1')).body.total).toBe(504)
    } finally {
      await Promise.all(twins.map((twin) => twin.close()))
    }
  })

  test('the history reaches up to now: today has revenue, and ten products at most are low', async () => {
    const today = await one("select sum(total_cents)::int as cents from orders where paid_at >= date_trunc('day', now())")
    expect(today.cents).toBeGreaterThan(0)
    const low = await one('select count(*)::int as count from products where stock <= reorder_level')
    expect(low.count).toBeLessThan(10)
  })

  test('a migration that was changed after it was applied stops the start', async () => {
    await database.query("update schema_migrations set checksum = 'other'")
    await expect(world.open()).rejects.toThrow(/Migration 001-shop.sql was changed after it was applied/)
  })
})
