import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningShop } from '../../../shop/index.js'
import { callerOf, sample, startWorld, visitorOf, type Caller, type World } from './support.js'

let world: World
let shop: RunningShop
let database: Client
let supplier: Caller
let administrator: Caller

const one = async (text: string, values: unknown[] = []) => (await database.query(text, values)).rows[0]
const signedIn = async (name: string): Promise<Caller> => {
  const caller = await visitorOf(shop.url)
  expect((await caller.post('/api/sign-in', { email: `${name}@shop.example`, password: 'plimsoll-demo' })).status).toBe(200)
  return caller
}
const productsOf = async (slug: string): Promise<number[]> =>
  (
    await database.query('select id from products where supplier_id = (select id from suppliers where slug = $1) order by id', [slug])
  ).rows.map(({ id }) => id)
const buy = async (buyer: Caller, ...products: (number | undefined)[]) => {
  for (const productId of products) expect((await buyer.post('/api/basket/items', { productId, quantity: 1 })).status).toBe(201)
  const { order } = (await buyer.post('/api/checkout')).body
  expect((await buyer.post(`/api/orders/${order.id}/payments`, { method: 'invoice' })).status).toBe(201)
  return order
}

/** The jobs have nothing to do: all history has arrived, and no supplier is played by them. */
const SETTLE = `update suppliers set handling = '1 day';
  update orders set status = 'delivered', shipped_at = now(), delivered_at = now() where status in ('paid', 'shipped');
  update deliveries set delivered_at = now() where delivered_at is null`

beforeAll(async () => {
  world = await startWorld()
  await (await world.open()).close()
  database = new Client({ connectionString: world.postgres.url })
  await database.connect()
  await database.query(SETTLE)
  shop = await world.open()
  ;[supplier, administrator] = [await signedIn('supplier'), await signedIn('admin')]
})
afterAll(async () => {
  await database?.end()
  await shop?.close()
  await world?.stop()
})

describe('a supplier', () => {
  test('sees the paid orders that wait for its goods, sends them once, and with its last part the order is shipped', async () => {
    const [own] = await productsOf('harbour-goods')
    const buyer = await signedIn('buyer')
    const order = await buy(buyer, own)
    const before = await sample(shop.url, 'shop_shipments_total')
    const waiting = (await supplier.get('/api/supplier/orders')).body
    expect(waiting.supplier.slug).toBe('harbour-goods')
    expect(waiting.orders.at(-1)).toMatchObject({ orderId: order.id, items: [{ productId: own, quantity: 1 }] })
    const sent = await supplier.post(`/api/supplier/orders/${order.id}/ship`, { carrier: 'gls' })
    expect(sent.status).toBe(201)
    expect(sent.body).toMatchObject({ isComplete: true, delivery: { orderId: order.id, carrier: 'gls', deliveredAt: null } })
    expect((await buyer.get(`/api/orders/${order.id}`)).body.order.status).toBe('shipped')
    expect((await supplier.post(`/api/supplier/orders/${order.id}/ship`, { carrier: 'gls' })).status).toBe(409)
    expect((await supplier.get('/api/supplier/deliveries?limit=1')).body.deliveries[0].orderId).toBe(order.id)
    expect(await sample(shop.url, 'shop_shipments_total')).toBe(before + 1)
  })

  test('sends its own part only: the order waits for the others', async () => {
    const [[own], [other]] = [await productsOf('harbour-goods'), await productsOf('kiln-brothers')]
    const order = await buy(await visitorOf(shop.url), own, other)
    const task = (await supplier.get('/api/supplier/orders')).body.orders.find((entry: { orderId: number }) => entry.orderId === order.id)
    expect(task.items.map((item: { productId: number }) => item.productId)).toEqual([own])
    const sent = await supplier.post(`/api/supplier/orders/${order.id}/ship`, { carrier: 'dhl' })
    expect(sent.body.isComplete).toBe(false)
    expect(await one('select status from orders where id = $1', [order.id])).toEqual({ status: 'paid' })
    const foreign = await buy(await visitorOf(shop.url), other)
    expect((await supplier.post(`/api/supplier/orders/${foreign.id}/ship`, { carrier: 'dhl' })).status).toBe(404)
  })

  test('sends once, however often and at once it says so', async () => {
    const [own] = await productsOf('harbour-goods')
    const order = await buy(await visitorOf(shop.url), own)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => supplier.post(`/api/supplier/orders/${order.id}/ship`, { carrier: 'ups' })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409])
    expect(await one('select count(*)::int as count from deliveries where order_id = $1', [order.id])).toEqual({ count: 1 })
  })

  test('offers a product, which is on sale and found once an administrator accepts it', async () => {
    const draft = { name: 'Quokka Snow Globe', category: 'home', priceCents: 2900, costCents: 1500, units: 40 }
    const { offer } = (await supplier.post('/api/supplier/offers', draft)).body
    expect(offer).toMatchObject({ ...draft, status: 'open', supplier: 'harbour-goods', productId: null })
    expect((await administrator.get('/api/admin/offers?status=open')).body.offers.map(({ id }: { id: number }) => id)).toContain(offer.id)
    const decided = await administrator.post(`/api/admin/offers/${offer.id}/decision`, { accepted: true })
    expect(decided.body.offer).toMatchObject({ status: 'accepted', productId: expect.any(Number) })
    expect((await callerOf(shop.url).get('/api/products?search=quokka')).body.products).toMatchObject([
      { name: draft.name, priceCents: 2900 },
    ])
    expect((await administrator.post(`/api/admin/offers/${offer.id}/decision`, { accepted: false })).status).toBe(409)
    expect((await supplier.get('/api/supplier/offers?limit=1')).body.offers[0]).toMatchObject({ id: offer.id, status: 'accepted' })
    expect(await sample(shop.url, 'shop_offers_total{outcome="made"}')).toBe(1)
    expect(await sample(shop.url, 'shop_offers_total{outcome="accepted"}')).toBe(1)
    expect(await sample(shop.url, 'shop_offers_total{outcome="declined"}')).toBe(0)
  })

  test('is refused an offer that makes no sense', async () => {
    const draft = { name: 'A thing', category: 'home', priceCents: 100, costCents: 90, units: 4 }
    expect((await supplier.post('/api/supplier/offers', { ...draft, costCents: 101 })).status).toBe(400)
    expect((await supplier.post('/api/supplier/offers', { ...draft, units: 0 })).status).toBe(400)
    expect((await supplier.post('/api/supplier/offers', { ...draft, name: '  ' })).status).toBe(400)
    expect((await supplier.post('/api/supplier/offers', { ...draft, category: 'spaceships' })).status).toBe(404)
  })
})

describe('an administrator', () => {
  test('refunds a paid order once, and what had not left the shelves is back on them', async () => {
    const [product] = await productsOf('paper-mill')
    const { stock } = await one('select stock from products where id = $1', [product])
    const order = await buy(await visitorOf(shop.url), product)
    const answer = await administrator.post(`/api/admin/orders/${order.id}/refund`, { reason: 'damaged' })
    expect(answer.status).toBe(201)
    expect(answer.body.refund).toMatchObject({ orderId: order.id, amountCents: order.totalCents, reason: 'damaged' })
    expect(await one('select status from orders where id = $1', [order.id])).toEqual({ status: 'refunded' })
    expect((await one('select stock from products where id = $1', [product])).stock).toBe(stock)
    expect((await administrator.post(`/api/admin/orders/${order.id}/refund`, { reason: 'damaged' })).status).toBe(409)
    expect((await administrator.post('/api/admin/orders/2000000000/refund', { reason: 'late' })).status).toBe(404)
    expect((await administrator.post(`/api/admin/orders/${order.id}/refund`, { reason: 'boredom' })).status).toBe(400)
    expect(await sample(shop.url, 'shop_refunds_total{reason="damaged"}')).toBe(1)
    expect(await sample(shop.url, 'shop_refunded_money_total{currency="EUR"}')).toBeCloseTo(order.totalCents / 100, 6)
  })

  test('lists orders by status and users by role, a page at a time', async () => {
    const refunded = (await administrator.get('/api/admin/orders?status=refunded&limit=5&offset=1')).body
    expect(refunded.orders).toHaveLength(5)
    expect(new Set(refunded.orders.map(({ status }: { status: string }) => status))).toEqual(new Set(['refunded']))
    expect(refunded.total).toBe((await one("select count(*)::int as count from orders where status = 'refunded'")).count)
    const { users, total } = (await administrator.get('/api/admin/users?role=supplier')).body
    expect(total).toBe(9)
    expect(users.map(({ email }: { email: string }) => email)).toContain('supplier@shop.example')
    expect(JSON.stringify(users)).not.toContain('scrypt')
  })

  test('reads in the summary what the tables hold', async () => {
    const { summary } = (await administrator.get('/api/admin/summary')).body
    const revenue = "select sum(total_cents)::int as cents from orders where paid_at >= current_date and status <> 'refunded'"
    expect(summary.revenueTodayCents).toBe((await one(revenue)).cents)
    expect(summary.users).toBe((await one('select count(*)::int as count from users')).count)
    expect(summary.targetTodayCents).toBeGreaterThan(0)
    expect(summary.parcelsOverdue).toBe(0)
  })
})

describe('what is for suppliers and administrators', () => {
  test.each([
    '/api/supplier/orders',
    '/api/supplier/offers',
    '/api/supplier/deliveries',
    '/api/admin/summary',
    '/api/admin/orders',
    '/api/admin/users',
  ])('%s is refused to buyers and to strangers', async (path) => {
    const buyer = await signedIn('buyer')
    expect((await callerOf(shop.url).get(path)).status).toBe(401)
    expect((await (await visitorOf(shop.url)).get(path)).status).toBe(401)
    expect((await buyer.get(path)).status).toBe(403)
    expect((await (path.startsWith('/api/admin') ? supplier : administrator).get(path)).status).toBe(403)
  })

  test('a refund and a shipment are refused to whom they are not for, and change nothing', async () => {
    const order = await buy(await visitorOf(shop.url), 11)
    expect((await supplier.post(`/api/admin/orders/${order.id}/refund`, { reason: 'other' })).status).toBe(403)
    expect((await administrator.post(`/api/supplier/orders/${order.id}/ship`, { carrier: 'dhl' })).status).toBe(403)
    expect(await one('select status from orders where id = $1', [order.id])).toEqual({ status: 'paid' })
  })
})

describe('a search', () => {
  const found = async (search: string) =>
    (await callerOf(shop.url).get(`/api/products?limit=100&search=${encodeURIComponent(search)}`)).body
  const counts = async () =>
    Promise.all(['found', 'nothing'].map((outcome) => sample(shop.url, `shop_searches_total{outcome="${outcome}"}`)))

  test('finds the beginnings of words, in any order, by name and article number', async () => {
    expect((await found('leath chel')).products.map(({ name }: { name: string }) => name)).toEqual(['Full-Grain Leather Chelsea Boots'])
    expect((await found('T-Shirt')).total).toBe(9)
    expect((await found('clo-0001')).total).toBe(1)
    expect((await found('elsea')).total).toBe(0)
  })

  test.each(["'", '%', '\\', ':*', '!boots', 'a | b', '(((', '🥾', "'; drop table products"])(
    '%s is text and nothing else',
    async (text) => {
      expect((await callerOf(shop.url).get(`/api/products?search=${encodeURIComponent(text)}`)).status).toBe(200)
    },
  )

  test('is counted by what came of it, from the cache or not; turning the page is none', async () => {
    const [some, none] = await counts()
    await found('boots')
    await found('boots')
    await found('zeppelin')
    await callerOf(shop.url).get('/api/products?search=boots&offset=20')
    await callerOf(shop.url).get('/api/products?category=shoes')
    expect(await counts()).toEqual([(some ?? 0) + 2, (none ?? 0) + 1])
  })

  test('has its index', async () => {
    // A few hundred products are read faster without: what is asked is whether a large assortment would use it.
    await database.query('vacuum analyze products')
    await database.query('begin; set local enable_seqscan = off')
    const plan = await database.query("explain select id from products where active and words @@ to_tsquery('simple', 'boots:*')")
    await database.query('rollback')
    expect(JSON.stringify(plan.rows)).toContain('products_words')
  })
})

describe('beside that', () => {
  test('a product has a picture that may be kept for a day', async () => {
    const api = callerOf(shop.url)
    const answer = await api.get('/api/products/7/image')
    expect(answer.headers.get('content-type')).toContain('image/svg+xml')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=86400')
    expect(answer.body).toMatch(/^<svg .*<\/svg>$/)
    expect((await api.get('/api/products/7/image')).body).toBe(answer.body)
    expect((await api.get('/api/products/8/image')).body).not.toBe(answer.body)
    expect((await api.get('/api/products/2000000000/image')).status).toBe(404)
  })

  test('an order remembers the marketplace that sent its visitor', async () => {
    const { session } = (await callerOf(shop.url).post('/api/sessions?marketplace=bazaar')).body
    const order = await buy(callerOf(shop.url, session), 12)
    const usual = await buy(await visitorOf(shop.url), 12)
    expect(await one('select marketplace from orders where id = $1', [order.id])).toEqual({ marketplace: 'bazaar' })
    expect(await one('select marketplace from orders where id = $1', [usual.id])).toEqual({ marketplace: 'own' })
    expect((await callerOf(shop.url).post('/api/sessions?marketplace=nowhere')).status).toBe(404)
  })
})
