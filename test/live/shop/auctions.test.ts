import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declaredQueries } from '../../../definition/catalogue/index.js'
import type { RunningShop } from '../../../shop/index.js'
import { openSession, signedIn } from './people.js'
import { callerOf, databaseOf, eventually, sample, startWorld, type Caller, type World } from './support.js'

let world: World
let shop: RunningShop
let database: Pool
let api: Caller

const one = async (text: string, values: unknown[] = []) => (await database.query(text, values)).rows[0]
const bidder = async (name: string): Promise<Caller> => callerOf(shop.url, await signedIn(database, shop.url, name))
const closed = (outcome: string): Promise<number> => sample(shop.url, `shop_auctions_closed_total{outcome="${outcome}"}`)
const bids = (outcome: string): Promise<number> => sample(shop.url, `shop_bids_total{outcome="${outcome}"}`)
/** An auction of the shop's own, over in so many seconds. */
const auctionOf = async (productId: number, seconds: number, latest = 600): Promise<number> => {
  const text = `insert into auctions (product_id, start_cents, increment_cents, starts_at, ends_at, latest_ends_at)
    values ($1, 1000, 100, now() - interval '1 hour', now() + make_interval(secs => $2), now() + make_interval(secs => $3)) returning id`
  await database.query(
    "update auctions set status = 'unsold', closed_at = now() where product_id = $1 and status = 'open' and bid_count = 0",
    [productId],
  )
  return (await one(text, [productId, seconds, latest])).id
}

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open({ faults: { enabled: true } })
  database = databaseOf(world)
  api = callerOf(shop.url)
})
afterAll(async () => {
  await database?.end()
  await shop?.close()
  await world?.stop()
})

describe('the auctions', () => {
  test('a shop that has just started holds twelve, spread over a quarter of an hour', async () => {
    const { body } = await eventually(
      () => api.get('/api/auctions?limit=3'),
      (answer) => answer.body.total === 12,
      10,
    )
    expect(body).toMatchObject({ total: 12, limit: 3, offset: 0 })
    expect(body.auctions).toHaveLength(3)
    const { auction } = (await api.get(`/api/auctions/${body.auctions[0].id}`)).body
    expect(auction).toMatchObject({
      status: 'open',
      highestCents: null,
      nextCents: auction.startCents,
      bidCount: 0,
      bids: [],
      leads: false,
    })
    const ends = body.auctions.map(({ endsAt }: { endsAt: string }) => Date.parse(endsAt))
    expect(ends).toEqual(ends.toSorted((a: number, b: number) => a - b))
  })

  test.each([
    ['/api/auctions/999999', 404],
    ['/api/auctions/x', 400],
    ['/api/auctions?status=later', 400],
    ['/api/auctions?limit=101', 400],
  ])('%s is refused with %i', async (path, status) => expect((await api.get(path)).status).toBe(status))
})

describe('a bid', () => {
  test('raises the price by an increment at least, and its bidder leads', async () => {
    const [ann, bob] = [await bidder('Ann'), await bidder('Bob')]
    const id = await auctionOf(1, 300)
    const [accepted, low, leading] = [await bids('accepted'), await bids('too_low'), await bids('leading')]
    expect((await ann.post(`/api/auctions/${id}/bids`, { amountCents: 999 })).status).toBe(409)
    const first = await ann.post(`/api/auctions/${id}/bids`, { amountCents: 1000 })
    expect(first.status).toBe(201)
    expect(first.body.auction).toMatchObject({ highestCents: 1000, nextCents: 1100, bidCount: 1 })
    const again = await ann.post(`/api/auctions/${id}/bids`, { amountCents: 1500 })
    expect(again).toMatchObject({ status: 409, body: { error: 'Your bid is the highest; wait for another.' } })
    const under = await bob.post(`/api/auctions/${id}/bids`, { amountCents: 1099 })
    expect(under).toMatchObject({ status: 409, body: { error: 'The bid is too low; offer at least 11.00 EUR.' } })
    expect((await bob.post(`/api/auctions/${id}/bids`, { amountCents: 1100 })).status).toBe(201)
    const { auction } = (await bob.get(`/api/auctions/${id}`)).body
    expect(auction.bids.map((bid: { amountCents: number; bidder: string }) => [bid.amountCents, bid.bidder])).toEqual([
      [1100, 'B…'],
      [1000, 'A…'],
    ])
    expect([auction.leads, (await ann.get(`/api/auctions/${id}`)).body.auction.leads]).toEqual([true, false])
    expect([(await bids('accepted')) - accepted, (await bids('too_low')) - low, (await bids('leading')) - leading]).toEqual([2, 2, 1])
  })

  test('needs a sign-in, a whole amount and an auction that is there', async () => {
    const cleo = await bidder('Cleo')
    const id = await auctionOf(2, 300)
    const visitor = callerOf(shop.url, await openSession(shop.url))
    expect((await visitor.post(`/api/auctions/${id}/bids`, { amountCents: 1000 })).status).toBe(401)
    for (const amountCents of [0, 10.5, '1000', 1e9, null])
      expect((await cleo.post(`/api/auctions/${id}/bids`, { amountCents })).status).toBe(400)
    expect((await cleo.post('/api/auctions/999999/bids', { amountCents: 1000 })).status).toBe(404)
    expect((await one('select bid_count as bids from auctions where id = $1', [id])).bids).toBe(0)
  })

  test('is refused on an own auction, on one whose end has passed, and on a closed one', async () => {
    const dan = await bidder('Dan')
    const [own, closed] = [await bids('own'), await bids('closed')]
    const mine = await auctionOf(3, 300)
    await database.query("update auctions set seller_id = (select id from users where name = 'Dan') where id = $1", [mine])
    expect((await dan.post(`/api/auctions/${mine}/bids`, { amountCents: 1000 })).status).toBe(403)
    const over = await auctionOf(4, -1)
    expect((await dan.post(`/api/auctions/${over}/bids`, { amountCents: 1000 })).status).toBe(409)
    await database.query("update auctions set status = 'unsold', closed_at = now() where id = $1", [over])
    expect((await dan.post(`/api/auctions/${over}/bids`, { amountCents: 1000 })).body).toEqual({
      error: 'The auction is over; choose another.',
    })
    expect([(await bids('own')) - own, (await bids('closed')) - closed]).toEqual([1, 2])
  })

  test('within the last half minute moves the end, and never beyond its bound', async () => {
    const [eve, fay] = [await bidder('Eve'), await bidder('Fay')]
    const endOf = async (id: number): Promise<number> => (await one('select ends_at from auctions where id = $1', [id])).ends_at.getTime()
    const [far, near, bound] = [await auctionOf(5, 300), await auctionOf(6, 10), await auctionOf(7, 10, 15)]
    const before = await endOf(far)
    for (const id of [far, near, bound]) expect((await eve.post(`/api/auctions/${id}/bids`, { amountCents: 1000 })).status).toBe(201)
    expect(await endOf(far)).toBe(before)
    expect((await endOf(near)) - Date.now()).toBeGreaterThan(25_000)
    expect((await endOf(bound)) - Date.now()).toBeLessThan(15_001)
    expect((await fay.post(`/api/auctions/${bound}/bids`, { amountCents: 1100 })).status).toBe(201)
    expect((await endOf(bound)) - Date.now()).toBeLessThan(15_001)
  })

  test('twenty at once leave a price that only rose, and every accepted one an increment over the one before', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, (_, index) => bidder(`Racer ${index}`)))
    const id = await auctionOf(8, 300)
    const answers = await Promise.all(
      people.map((caller, index) => caller.post(`/api/auctions/${id}/bids`, { amountCents: 1000 + index * 60 })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]))
    const { rows } = await database.query('select amount_cents as amount from bids where auction_id = $1 order by id', [id])
    const amounts: readonly number[] = rows.map(({ amount }) => amount)
    expect(amounts).toHaveLength(answers.filter(({ status }) => status === 201).length)
    amounts.slice(1).forEach((amount, index) => expect(amount - (amounts[index] ?? 0)).toBeGreaterThanOrEqual(100))
    const kept = await one('select highest_cents as highest, bid_count as count from auctions where id = $1', [id])
    expect(kept).toEqual({ highest: Math.max(...amounts), count: amounts.length })
  })

  test('twenty of the same amount are one bid', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, (_, index) => bidder(`Twin ${index}`)))
    const id = await auctionOf(9, 300)
    const answers = await Promise.all(people.map((caller) => caller.post(`/api/auctions/${id}/bids`, { amountCents: 2000 })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
  })
})

/** What the exporter's queries of this name read. */
const state = async (name: string) => (await database.query(declaredQueries.find((query) => query.name === name)?.sql ?? '')).rows

describe('the end of an auction', () => {
  const statusOf = async (id: number): Promise<string> => (await one('select status from auctions where id = $1', [id])).status

  test('closes it within seconds: sold to the leader, unsold where nobody has bid', async () => {
    const gus = await bidder('Gus')
    const [sold, unsold] = [await closed('sold'), await closed('unsold')]
    const [wanted, unwanted] = [await auctionOf(10, 2, 2), await auctionOf(11, 2, 2)]
    expect((await gus.post(`/api/auctions/${wanted}/bids`, { amountCents: 1000 })).status).toBe(201)
    const ends = await eventually(
      () => Promise.all([statusOf(wanted), statusOf(unwanted)]),
      (statuses) => !statuses.includes('open'),
      8,
    )
    expect(ends).toEqual(['sold', 'unsold'])
    expect([(await closed('sold')) - sold, (await closed('unsold')) - unsold]).toEqual([1, 1])
    const { auction } = (await gus.get(`/api/auctions/${wanted}`)).body
    expect(auction).toMatchObject({ status: 'sold', highestCents: 1000, leads: true })
    expect(Date.parse(auction.closedAt)).toBeGreaterThanOrEqual(Date.parse(auction.endsAt))
    expect((await api.get('/api/auctions?status=sold&limit=1')).body.auctions[0].id).toBe(wanted)
  })

  test('makes an order of it, which takes the product from the shelf and which the winner pays', async () => {
    const hal = await bidder('Hal')
    const orders = await sample(shop.url, 'shop_orders_created_total{status="pending"}')
    const { stock } = await one('select stock from products where id = 14')
    const id = await auctionOf(14, 2, 2)
    await hal.post(`/api/auctions/${id}/bids`, { amountCents: 1234 })
    await eventually(
      () => statusOf(id),
      (status) => status === 'sold',
      8,
    )
    const [order] = (await hal.get('/api/orders')).body.orders
    expect(order).toMatchObject({ status: 'pending', totalCents: 1234, currency: 'EUR' })
    expect((await hal.get(`/api/orders/${order.id}`)).body.order.items).toMatchObject([{ productId: 14, quantity: 1, priceCents: 1234 }])
    expect((await one('select stock from products where id = 14')).stock).toBe(stock - 1)
    expect((await sample(shop.url, 'shop_orders_created_total{status="pending"}')) - orders).toBe(1)
    expect((await (await bidder('Ida')).post(`/api/orders/${order.id}/payments`, { method: 'invoice' })).status).toBe(404)
    const paid = await hal.post(`/api/orders/${order.id}/payments`, { method: 'invoice' })
    expect([201, 402]).toContain(paid.status)
  })

  test('opens another, so that twelve are live', async () => {
    await database.query(
      "update auctions set starts_at = now() - interval '1 hour', ends_at = now() - interval '1 second' where status = 'open'",
    )
    const live = () => one("select count(*)::integer as live from auctions where status = 'open' and ends_at > now()")
    expect((await eventually(live, (row) => row.live >= 12, 8)).live).toBe(12)
  })

  test('that does not come because auctions are stuck is seen in the tables; forty at most wait, and it comes when they are healed', async () => {
    expect(await state('auctions_overdue')).toEqual([{ overdue: '0', seconds: '0' }])
    await api.post('/api/faults/stuck-auction', { seconds: 60 })
    await new Promise((resolve) => setTimeout(resolve, 2100))
    const id = await auctionOf(12, -90)
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(await statusOf(id)).toBe('open')
    const [stuck] = await state('auctions_overdue')
    expect(stuck.overdue).toBe('1')
    expect(Number(stuck.seconds)).toBeGreaterThan(90)
    const counts = Object.fromEntries((await state('auctions')).map(({ status, auctions }) => [status, Number(auctions)]))
    expect(counts).toMatchObject({ open: 13 })
    const open = () => one("select count(*)::integer as open from auctions where status = 'open'")
    for (let round = 0; round < 4; round++) {
      await database.query(
        "update auctions set starts_at = now() - interval '1 hour', ends_at = now() - interval '1 second' where status = 'open'",
      )
      await new Promise((resolve) => setTimeout(resolve, 2100))
    }
    expect(await open()).toEqual({ open: 40 })
    await api.remove('/api/faults/stuck-auction')
    const overdue = () => state('auctions_overdue').then(([row]) => Number(row.overdue))
    expect(await eventually(overdue, (count) => count === 0, 10)).toBe(0)
  })

  test('that passes while the shop is away comes with its next start', async () => {
    const id = await auctionOf(13, 1, 1)
    await shop.close()
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect(await statusOf(id)).toBe('open')
    shop = await world.open()
    expect(
      await eventually(
        () => statusOf(id),
        (status) => status !== 'open',
        8,
      ),
    ).toBe('unsold')
  })
})
