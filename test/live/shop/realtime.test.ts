import { createServer } from 'node:http'
import type { Pool } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../../configuration/index.js'
import { businessEvents, createInstruments, renderMetrics } from '../../../instrument/index.js'
import { createDatabase, createPool } from '../../../shop/database/database.js'
import type { RunningShop } from '../../../shop/index.js'
import { createChannel } from '../../../shop/realtime/channel.js'
import { createHub } from '../../../shop/realtime/hub.js'
import { REALTIME_LIMITS } from '../../../shop/realtime/limits.js'
import { startStorefront } from '../../../shop/static-server.js'
import { listenerOf, refusalOf, type Listening } from './listener.js'
import { openSession, signedIn } from './people.js'
import { callerOf, databaseOf, eventually, sample, startWorld, type World } from './support.js'

let world: World
let shop: RunningShop
let database: Pool

const LIMITS = { connections: 12, connectionsPerSession: 3, topicsPerConnection: 4, messagesPerHeartbeat: 20, heartbeatSeconds: 1 }
const closed = (reason: string) => sample(shop.url, `shop_realtime_closed_total{reason="${reason}"}`)
const counted = (name: string) => sample(shop.url, `shop_realtime_${name}`)
const connect = async (session?: string): Promise<Listening> => listenerOf(shop.url, session ?? (await openSession(shop.url)))
const everybodyGone = () =>
  eventually(
    () => counted('connections'),
    (open) => open === 0,
    5,
  )
const auctionOf = async (productId: number, seconds: number): Promise<number> => {
  await database.query(
    `update auctions set status = 'unsold', closed_at = now() where status = 'open' and bid_count = 0 and product_id = $1`,
    [productId],
  )
  const text = `insert into auctions (product_id, start_cents, increment_cents, ends_at, latest_ends_at)
    values ($1, 1000, 100, now() + make_interval(secs => $2), now() + make_interval(secs => $2)) returning id`
  return (await database.query(text, [productId, seconds])).rows[0].id
}

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open({ realtime: LIMITS, faults: { enabled: true } })
  database = databaseOf(world)
})
afterAll(async () => {
  await database?.end()
  await shop?.close()
  await world?.stop()
})

describe('an auction that two watch', () => {
  test('tells both of each bid, of its end, and the winner alone that it is won', async () => {
    const [ann, bob] = [await signedIn(database, shop.url, 'Ann'), await signedIn(database, shop.url, 'Bob')]
    const auction = await auctionOf(1, 3)
    const listeners = [await connect(ann), await connect(bob)] as const
    const users = await Promise.all(
      [ann, bob].map(async (session) => (await database.query('select user_id as id from sessions where id = $1', [session])).rows[0].id),
    )
    for (const [index, listener] of listeners.entries()) {
      listener.say({ subscribe: `auction:${auction}` })
      expect(await listener.next('subscribed')).toEqual({ type: 'subscribed', topic: `auction:${auction}` })
      listener.say({ subscribe: `user:${users[index]}` })
      await listener.next('subscribed')
    }
    expect((await callerOf(shop.url, ann).post(`/api/auctions/${auction}/bids`, { amountCents: 1000 })).status).toBe(201)
    expect((await callerOf(shop.url, bob).post(`/api/auctions/${auction}/bids`, { amountCents: 1300 })).status).toBe(201)
    for (const listener of listeners) {
      const [first, second] = [await listener.next('bid'), await listener.next('bid')]
      expect(first).toMatchObject({ topic: `auction:${auction}`, auctionId: auction, amountCents: 1000, nextCents: 1100, bidder: 'A…' })
      expect(second).toMatchObject({ amountCents: 1300, nextCents: 1400, bidCount: 2, bidder: 'B…' })
      expect(await listener.next('closed', 8)).toMatchObject({ auctionId: auction, outcome: 'sold', highestCents: 1300 })
    }
    expect(await listeners[1].next('auction-won')).toMatchObject({ auctionId: auction, highestCents: 1300 })
    expect(listeners[0].heard().map(({ type }) => type)).not.toContain('auction-won')
    expect(await sample(shop.url, 'shop_auctions_closed_total{outcome="sold"}')).toBe(1)
    for (const { close } of listeners) close()
    await everybodyGone()
  })

  test('is heard no more after unsubscribing', async () => {
    const ann = await signedIn(database, shop.url, 'Ann')
    const auction = await auctionOf(2, 300)
    const listener = await connect()
    listener.say({ subscribe: `auction:${auction}` })
    await listener.next('subscribed')
    listener.say({ unsubscribe: `auction:${auction}` })
    await listener.next('unsubscribed')
    await callerOf(shop.url, ann).post(`/api/auctions/${auction}/bids`, { amountCents: 1000 })
    listener.say({ subscribe: `auction:${auction}` })
    await listener.next('subscribed')
    expect(listener.heard().map(({ type }) => type)).toEqual(['subscribed', 'unsubscribed', 'subscribed'])
    listener.close()
  })
})

describe('who may listen', () => {
  test.each([
    ['/api/realtime', 401],
    ['/api/realtime?session=short', 401],
    [`/api/realtime?session=${'x'.repeat(22)}`, 401],
    ['/api/elsewhere', 404],
  ])('%s is refused with %i and counted', async (path, status) => {
    const refused = await counted('opened_total{outcome="refused"}')
    expect(await refusalOf(shop.url + path)).toBe(status)
    expect((await counted('opened_total{outcome="refused"}')) - refused).toBe(1)
  })

  test("another user's topic is refused, and an own one ends with the sign-in", async () => {
    const [ann, bob] = [await signedIn(database, shop.url, 'Ann'), await signedIn(database, shop.url, 'Bob')]
    const idOf = async (session: string) => (await database.query('select user_id as id from sessions where id = $1', [session])).rows[0].id
    const listener = await connect(ann)
    const [own, others] = [`user:${await idOf(ann)}`, `user:${await idOf(bob)}`]
    listener.say({ subscribe: others })
    expect((await listener.next('error'))['error']).toBe(`${others} is for that user alone; sign in as that user.`)
    listener.say({ subscribe: own })
    await listener.next('subscribed')
    await database.query('update sessions set user_id = null where id = $1', [ann])
    await new Promise((resolve) => setTimeout(resolve, 2200))
    listener.say({ subscribe: own })
    expect((await listener.next('error'))['error']).toContain('for that user alone')
    await database.query('delete from sessions where id = $1', [ann])
    expect(await listener.ended(5)).toEqual({ code: 1008, reason: 'the session has ended' })
    expect(await closed('ended_session')).toBe(1)
  })

  test('a session has three connections and the shop twelve, also when all come at once', async () => {
    await everybodyGone()
    const one = await openSession(shop.url)
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => connect(one)))
    const mine = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(mine).toHaveLength(3)
    expect(await refusalOf(`${shop.url}/api/realtime?session=${one}`)).toBe(429)
    const others = await Promise.allSettled(Array.from({ length: 14 }, () => connect()))
    const theirs = others.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(theirs).toHaveLength(9)
    expect(await refusalOf(`${shop.url}/api/realtime?session=${await openSession(shop.url)}`)).toBe(503)
    expect(await counted('connections')).toBe(12)
    for (const { close } of [...mine, ...theirs]) close()
    expect(await everybodyGone()).toBe(0)
  })
})

describe('what a client sends', () => {
  test.each(['{', '[]', '{"subscribe":7}', '{"subscribe":"orders:1"}', '{"subscribe":"auction:1","unsubscribe":"auction:1"}', '{}'])(
    '%s is answered by a sentence and the line stays',
    async (text) => {
      const listener = await connect()
      listener.write(text)
      expect((await listener.next('error'))['error']).toBe('Send {"subscribe":"auction:7"} or {"unsubscribe":"auction:7"}.')
      listener.say({ subscribe: 'auction:1' })
      await listener.next('subscribed')
      listener.close()
    },
  )

  test('more topics than four are refused; the same one twice is one', async () => {
    const listener = await connect()
    for (const id of [1, 1, 2, 3, 4]) listener.say({ subscribe: `auction:${id}` })
    for (let index = 0; index < 5; index++) await listener.next('subscribed')
    listener.say({ subscribe: 'auction:5' })
    expect((await listener.next('error'))['error']).toBe('A connection listens to 4 topics; unsubscribe from one.')
    listener.close()
  })

  test('a message that is too long, one that is no text, and too many end the line', async () => {
    const before = await closed('misuse')
    const [long, binary, flood] = [await connect(), await connect(), await connect()]
    long.write(JSON.stringify({ subscribe: 'x'.repeat(2000) }))
    expect((await long.ended()).code).toBe(1009)
    binary.write(Buffer.from([1, 2, 3]))
    expect(await binary.ended()).toEqual({ code: 1008, reason: 'send text' })
    for (let index = 0; index < 60; index++) flood.write('{}')
    expect(await flood.ended()).toEqual({ code: 1008, reason: 'send less' })
    expect((await closed('misuse')) - before).toBe(3)
  })
})

describe('a line', () => {
  test('that answers no heartbeat is ended, and one that does stays', async () => {
    const before = await closed('silent')
    const [dead, alive] = [await connect(), await connect()]
    dead.stopAnswering()
    expect((await dead.ended(6)).code).toBe(1006)
    expect((await closed('silent')) - before).toBe(1)
    alive.say({ subscribe: 'auction:1' })
    await alive.next('subscribed')
    alive.close()
  })

  test('that the client closes and one that breaks are told apart', async () => {
    await everybodyGone()
    const [client, lost] = [await closed('client'), await closed('lost')]
    const [polite, broken] = [await connect(), await connect()]
    polite.close()
    broken.break()
    await everybodyGone()
    expect([(await closed('client')) - client, (await closed('lost')) - lost]).toEqual([1, 1])
  })

  test('through the storefront is the same line', async () => {
    const storefront = await startStorefront({ port: 0, apiUrl: shop.url })
    const ann = await signedIn(database, shop.url, 'Ann')
    const auction = await auctionOf(3, 300)
    const listener = await listenerOf(storefront.url, await openSession(shop.url))
    listener.say({ subscribe: `auction:${auction}` })
    await listener.next('subscribed')
    await callerOf(storefront.url, ann).post(`/api/auctions/${auction}/bids`, { amountCents: 1000 })
    expect(await listener.next('bid')).toMatchObject({ amountCents: 1000 })
    expect(await refusalOf(`${storefront.url}/api/realtime?session=${'x'.repeat(22)}`)).toBe(401)
    expect(await refusalOf(`${storefront.url}/api/products`)).toBe(404)
    await storefront.close()
    expect((await listener.ended(3)).code).toBe(1006)
  })

  test('messages are counted as they come and go', async () => {
    await everybodyGone()
    const [received, sent] = [await counted('messages_total{direction="received"}'), await counted('messages_total{direction="sent"}')]
    const listener = await connect()
    for (let id = 1; id <= 3; id++) listener.say({ subscribe: `auction:9000${id}` })
    for (let id = 1; id <= 3; id++) await listener.next('subscribed')
    expect((await counted('messages_total{direction="received"}')) - received).toBe(3)
    expect((await counted('messages_total{direction="sent"}')) - sent).toBe(3)
    expect(await counted('undelivered_total')).toBe(0)
    listener.close()
  })
})

test('a line that reads nothing is ended when too much waits for it, and what it missed is counted; one that reads stays', async () => {
  const instruments = createInstruments()
  const pool = createPool(world.postgres.url)
  const parts = { hub: createHub(), events: businessEvents(instruments), logger: pino({ level: 'silent' }) }
  const limits = { ...REALTIME_LIMITS, backlogBytes: 200_000 }
  const channel = createChannel({ ...parts, limits, database: createDatabase(instruments, pool) })
  const server = createServer().on('upgrade', channel.upgrade)
  const url = await listen(server, { host: '127.0.0.1', port: 0, chooseBy: 'the test' })
  const [idle, busy] = [await listenerOf(url, await openSession(shop.url)), await listenerOf(url, await openSession(shop.url))]
  for (const listener of [idle, busy]) {
    listener.say({ subscribe: 'auction:1' })
    await listener.next('subscribed')
  }
  idle.readNoMore()
  const page = async () => (await renderMetrics(instruments)).body
  const isOver = async () => (await page()).includes('shop_realtime_closed_total{reason="overflow"} 1\n')
  for (let sent = 0; sent < 1000 && !(await isOver()); sent++) {
    parts.hub.publish('auction:1', { type: 'noise', text: 'x'.repeat(50_000) })
    await busy.next('noise')
  }
  expect(await page()).toContain('shop_realtime_closed_total{reason="overflow"} 1\n')
  expect(await page()).toMatch(/^shop_realtime_undelivered_total [1-9]/m)
  expect(await page()).toContain('shop_realtime_connections 1\n')
  await channel.close()
  expect((await busy.ended()).code).toBe(1001)
  idle.break()
  server.close()
  await pool.end()
})

describe('the fault lost-sockets', () => {
  test('cuts lines as a bad network does, and spares them once it is healed', async () => {
    await everybodyGone()
    const lost = await closed('lost')
    const listeners = [await connect(), await connect(), await connect()]
    const api = callerOf(shop.url)
    expect((await api.post('/api/faults/lost-sockets', { seconds: 30, share: 1 })).status).toBe(201)
    for (const listener of listeners) expect((await listener.ended()).code).toBe(1006)
    expect((await closed('lost')) - lost).toBe(3)
    await api.remove('/api/faults/lost-sockets')
    const again = await connect()
    again.say({ subscribe: 'auction:1' })
    await again.next('subscribed')
    await new Promise((resolve) => setTimeout(resolve, 1100))
    again.say({ unsubscribe: 'auction:1' })
    await again.next('unsubscribed')
    again.close()
  })
})

test('a shop that stops says 1001 to everybody, and one that starts again is heard again', async () => {
  const session = await openSession(shop.url)
  const listeners = [await connect(session), await connect(session)]
  const startedAt = performance.now()
  await shop.close()
  for (const listener of listeners) expect(await listener.ended()).toEqual({ code: 1001, reason: 'the shop restarts' })
  expect(performance.now() - startedAt).toBeLessThan(3000)
  shop = await world.open({ realtime: LIMITS })
  const again = await connect(session)
  again.say({ subscribe: 'auction:1' })
  await again.next('subscribed')
})
