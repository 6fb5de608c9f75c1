import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningShop } from '../../../shop/index.js'
import { listenerOf } from './listener.js'
import { callerOf, eventually, sample, startWorld, type Caller, type World } from './support.js'

let world: World
let shop: RunningShop
let database: Client
let anna: Person
let ben: Person
let supplier: Person
/** Purchases of people who had signed in; each has a receipt. */
let purchases = 0

interface Person extends Caller {
  readonly id: number
  readonly session: string
}

const one = async (text: string, values: unknown[] = []) => (await database.query(text, values)).rows[0]

const person = async (path: string, body: object): Promise<Person> => {
  const { session } = (await callerOf(shop.url).post('/api/sessions')).body
  const caller = callerOf(shop.url, session)
  const { user } = (await caller.post(path, body)).body
  return { ...caller, session, id: user.id }
}
const newcomer = (name: string, more: object = {}) =>
  person('/api/sign-up', { email: `${name}@shop.example`, name, password: 'correct horse', ...more })

/** Buys and pays one of the product; returns the order. */
const buy = async (buyer: Caller, productId: number): Promise<number> => {
  await buyer.post('/api/basket/items', { productId, quantity: 1 })
  const { order } = (await buyer.post('/api/checkout')).body
  expect((await buyer.post(`/api/orders/${order.id}/payments`, { method: 'paypal' })).status).toBe(201)
  purchases++
  return order.id
}

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const upload = (session: string, body: Uint8Array | ReadableStream, type = 'image/png') =>
  fetch(`${shop.url}/api/uploads`, {
    method: 'POST',
    headers: { 'x-session': session, 'content-type': type },
    body: body instanceof ReadableStream ? body : new Uint8Array(body),
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
const uploadsOf = (outcome: string) => sample(shop.url, `shop_uploads_total{outcome="${outcome}"}`)
const filesIn = async (folder: string) => (await readdir(join(world.dataFolder, folder)).catch(() => [])).toSorted()

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open()
  database = new Client({ connectionString: world.postgres.url })
  await database.connect()
  anna = await newcomer('anna')
  ben = await newcomer('ben')
  supplier = await person('/api/sign-in', { email: 'supplier@shop.example', password: 'plimsoll-demo' })
})
afterAll(async () => {
  await database?.end()
  await shop?.close()
  await world?.stop()
})

describe('a message', () => {
  test('goes from one to the other, is read once opened, and nobody else sees it', async () => {
    const sent = await anna.post('/api/messages', { to: ben.id, text: 'Is it still\nfor sale?' })
    expect(sent.status).toBe(201)
    expect(sent.body.message).toMatchObject({
      text: 'Is it still\nfor sale?',
      from: { id: anna.id, name: 'anna' },
      to: { id: ben.id },
      readAt: null,
    })
    expect(await sample(shop.url, 'shop_messages_total')).toBe(1)
    const { id } = sent.body.message
    expect((await ben.get('/api/messages')).body).toMatchObject({ total: 1, unread: 1, limit: 20, offset: 0 })
    expect((await anna.get(`/api/messages/${id}`)).body.message.readAt).toBeNull()
    expect((await ben.get(`/api/messages/${id}`)).body.message.readAt).not.toBeNull()
    expect((await ben.get('/api/messages')).body.unread).toBe(0)
    const stranger = await newcomer('stranger')
    expect((await stranger.get(`/api/messages/${id}`)).status).toBe(404)
    expect((await stranger.get('/api/messages')).body).toMatchObject({ messages: [], total: 0 })
  })

  test('is told to its receiver at once, where they listen, and to nobody else', async () => {
    const [receiver, stranger] = [await listenerOf(shop.url, ben.session), await listenerOf(shop.url, supplier.session)]
    try {
      receiver.say({ subscribe: `user:${ben.id}` })
      stranger.say({ subscribe: `user:${ben.id}` })
      await receiver.next('subscribed')
      await stranger.next('error')
      const sent = (await anna.post('/api/messages', { to: ben.id, text: 'Now' })).body.message
      expect(await receiver.next('message')).toEqual({ topic: `user:${ben.id}`, type: 'message', message: sent })
      expect(stranger.heard().filter(({ type }) => type === 'message')).toEqual([])
    } finally {
      receiver.close()
      stranger.close()
    }
  })

  test('carries an upload of its sender, and of nobody else', async () => {
    const { upload: kept } = (await (await upload(anna.session, PNG)).json()) as { upload: { id: string; url: string } }
    const sent = (await anna.post('/api/messages', { to: ben.id, text: 'See', attachment: kept.id })).body.message
    expect((await ben.get(`/api/messages/${sent.id}`)).body.message.attachment).toEqual({ id: kept.id, url: kept.url })
    expect((await ben.post('/api/messages', { to: anna.id, text: 'Mine', attachment: kept.id })).status).toBe(404)
  })

  test('that cannot be sent is refused in a sentence and not counted', async () => {
    const before = await sample(shop.url, 'shop_messages_total')
    const cases = [
      [{ to: anna.id, text: 'To myself' }, 400],
      [{ to: 2_000_000_000, text: 'To nobody' }, 404],
      [{ to: ben.id, text: '' }, 400],
      [{ to: ben.id, text: 'nul \u0000' }, 400],
      [{ to: ben.id, text: 'x'.repeat(2001) }, 400],
    ] as const
    for (const [body, status] of cases) {
      const answer = await anna.post('/api/messages', body)
      expect(answer.status).toBe(status)
      expect(answer.body.error).toMatch(/^[A-Z].*\.$/)
    }
    expect((await callerOf(shop.url).post('/api/messages', { to: ben.id, text: 'x' })).status).toBe(401)
    expect(await sample(shop.url, 'shop_messages_total')).toBe(before)
  })

  test('is one of thirty a minute, also when all are sent at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => supplier.post('/api/messages', { to: anna.id, text: `${index}` })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(30)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10)
    const page = (await anna.get('/api/messages?limit=10&offset=5')).body
    expect(page.messages).toHaveLength(10)
    expect(page.messages[0].id).toBeGreaterThan(page.messages[9].id)
  })

  test('can be sent to those who run the shop without knowing their ids', async () => {
    const { contacts } = (await anna.get('/api/contacts')).body
    expect(contacts.map(({ role }: { role: string }) => role)).toContain('supplier')
    expect(JSON.stringify(contacts)).not.toContain('@')
  })
})

describe('an upload', () => {
  test('is kept whole and given back byte by byte, and nothing in it runs', async () => {
    const before = await uploadsOf('stored')
    const content = Buffer.concat([PNG, randomBytes(500_000)])
    const answer = await upload(ben.session, content)
    expect(answer.status).toBe(201)
    const { upload: kept } = (await answer.json()) as { upload: { id: string; url: string; bytes: number; type: string } }
    expect(kept).toMatchObject({ bytes: content.length, type: 'image/png', url: `/api/uploads/${kept.id}` })
    expect(await uploadsOf('stored')).toBe(before + 1)
    const given = await fetch(shop.url + kept.url)
    expect(Buffer.from(await given.arrayBuffer()).equals(content)).toBe(true)
    expect(given.headers.get('content-type')).toBe('image/png')
    expect(given.headers.get('x-content-type-options')).toBe('nosniff')
    expect(given.headers.get('content-disposition')).toBe(`inline; filename="${kept.id}.png"`)
    expect(given.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    const pdf = (await (await upload(ben.session, Buffer.from('%PDF-1.7 x'), 'application/pdf')).json()) as { upload: { url: string } }
    expect((await fetch(shop.url + pdf.upload.url)).headers.get('content-disposition')).toMatch(/^attachment; /)
  })

  test('is told by its bytes and not by its name: what is no image is refused', async () => {
    const before = await uploadsOf('refused')
    const files = await filesIn('uploads')
    expect((await upload(ben.session, Buffer.from('<script>alert(1)</script>'))).status).toBe(415)
    expect((await upload(ben.session, Buffer.from('<svg/>'), 'image/svg+xml')).status).toBe(415)
    expect((await upload(ben.session, PNG, 'image/jpeg')).status).toBe(415)
    expect((await upload(ben.session, Buffer.alloc(0))).status).toBe(415)
    expect(await uploadsOf('refused')).toBe(before + 4)
    expect(await filesIn('uploads')).toEqual(files)
  })

  test('of more than two megabytes is refused, whether it says its length or not', async () => {
    const before = await uploadsOf('refused')
    const large = Buffer.concat([PNG, Buffer.alloc(2 * 1024 * 1024)])
    const said = await upload(ben.session, large)
    expect(said.status).toBe(413)
    expect(await said.json()).toEqual({ error: 'The file is too large; send at most 2 MB.' })
    expect((await upload(ben.session, new Blob([large]).stream())).status).toBe(413)
    expect(await uploadsOf('refused')).toBe(before + 2)
  })

  test('ends where the quota of its owner does, also when all are sent at once', async () => {
    const carl = await newcomer('carl')
    const piece = Buffer.concat([PNG, Buffer.alloc(1024 * 1024)])
    const answers = await Promise.all(Array.from({ length: 14 }, () => upload(carl.session, piece)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(9)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5)
    const { files } = await one('select count(*)::int as files from uploads where user_id = $1', [carl.id])
    expect(files).toBe(9)
    const known = await one('select count(*)::int as files from uploads')
    expect(await filesIn('uploads')).toHaveLength(known.files)
  })

  test('is for those who have signed in, and an id that is none leads nowhere', async () => {
    const { session } = (await callerOf(shop.url).post('/api/sessions')).body
    expect((await upload(session, PNG)).status).toBe(401)
    for (const id of ['A'.repeat(22), '..%2f..%2fpackage.json', 'x'])
      expect((await fetch(`${shop.url}/api/uploads/${id}`)).status).toBe(404)
  })

  test('whose sender goes away in the middle leaves nothing', async () => {
    const [files, failed] = [await filesIn('uploads'), await uploadsOf('failed')]
    const stop = new AbortController()
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(PNG), cancel: () => undefined })
    const sending = fetch(`${shop.url}/api/uploads`, {
      method: 'POST',
      headers: { 'x-session': ben.session, 'content-type': 'image/png' },
      body: endless.pipeThrough(
        new TransformStream({
          transform: async (part, controller) => {
            await new Promise((resolve) => setTimeout(resolve, 20))
            controller.enqueue(part)
          },
        }),
      ),
      signal: stop.signal,
      duplex: 'half',
    } as RequestInit)
    setTimeout(() => stop.abort(), 200)
    await expect(sending).rejects.toThrow()
    expect(await uploadsOf('failed')).toBe(failed)
    expect(await filesIn('uploads')).toEqual(files)
  })
})

describe('a review', () => {
  test('is for who bought and paid the product, once', async () => {
    const reviewIt = (who: Caller, stars: number) => who.post('/api/products/21/reviews', { stars, text: 'Lovely' })
    expect((await reviewIt(anna, 5)).status).toBe(403)
    await buy(anna, 21)
    const kept = await reviewIt(anna, 4)
    expect(kept.status).toBe(201)
    expect(kept.body.review).toMatchObject({ stars: 4, text: 'Lovely', author: 'anna' })
    expect((await reviewIt(anna, 5)).status).toBe(409)
    expect((await anna.post('/api/products/99999/reviews', { stars: 5 })).status).toBe(404)
    for (const stars of [0, 6, 4.5, '5']) expect((await anna.post('/api/products/21/reviews', { stars })).status).toBe(400)
    expect(await sample(shop.url, 'shop_reviews_total{stars="4"}')).toBe(1)
    for (const stars of [1, 2, 3, 5]) expect(await sample(shop.url, `shop_reviews_total{stars="${stars}"}`)).toBe(0)
  })

  test('is read by everybody, with the mean of all', async () => {
    await buy(ben, 21)
    await ben.post('/api/products/21/reviews', { stars: 1 })
    const own = (await callerOf(shop.url).get('/api/products/21/reviews?limit=1')).body
    expect(own.reviews).toHaveLength(1)
    expect(own.reviews[0]).toMatchObject({ author: 'ben', stars: 1, text: '' })
    expect(own.total).toBeGreaterThanOrEqual(2)
    const { mean } = await one('select avg(stars)::double precision as mean from reviews where product_id = 21')
    expect(own.average).toBeCloseTo(mean, 2)
    expect(JSON.stringify(own)).not.toContain('@')
  })
})

describe('a purchase of somebody who has signed in', () => {
  test('is theirs in every session of theirs, and has a receipt', async () => {
    const order = await buy(anna, 22)
    const elsewhere = await person('/api/sign-in', { email: 'anna@shop.example', password: 'correct horse' })
    expect((await elsewhere.get(`/api/orders/${order}`)).status).toBe(200)
    expect((await ben.get(`/api/orders/${order}`)).status).toBe(404)
    await anna.post('/api/basket/items', { productId: 23, quantity: 1 })
    const { order: open } = (await anna.post('/api/checkout')).body
    expect((await ben.post(`/api/orders/${open.id}/payments`, { method: 'paypal' })).status).toBe(404)
    expect((await elsewhere.post(`/api/orders/${open.id}/payments`, { method: 'paypal' })).status).toBe(201)
    purchases++
    const counted = () => sample(shop.url, 'shop_mails_total{kind="receipt",outcome="sent"}')
    expect(await eventually(counted, (count) => count >= purchases, 5)).toBe(purchases)
    const texts = await Promise.all((await filesIn('mail')).map((name) => readFile(join(world.dataFolder, 'mail', name), 'utf8')))
    expect(texts.filter((text) => text.includes(`Subject: Your order ${order} is paid`))).toHaveLength(1)
  })
})

describe('an answer to how likely a recommendation is', () => {
  test('is counted by its group, once a day', async () => {
    const people = [await newcomer('nina'), await newcomer('nils'), await newcomer('nora'), await newcomer('noel')]
    const scores = [10, 8, 6, 9]
    const answers = await Promise.all(people.map((who, index) => who.post('/api/nps', { score: scores[index], comment: 'Well' })))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    const again = await people[0]?.post('/api/nps', { score: 0 })
    expect(again?.status).toBe(409)
    expect((await people[1]?.post('/api/nps', { score: 11 }))?.status).toBe(400)
    expect(await sample(shop.url, 'shop_nps_answers_total{group="promoter"}')).toBe(2)
    expect(await sample(shop.url, 'shop_nps_answers_total{group="passive"}')).toBe(1)
    expect(await sample(shop.url, 'shop_nps_answers_total{group="detractor"}')).toBe(1)
  })
})

describe('a sample', () => {
  test('is asked for once a product and five at a time, and sent by a supplier with a letter', async () => {
    const sina = await newcomer('sina')
    const asked = await Promise.all([31, 32, 33, 34, 35, 36, 37].map((product) => sina.post(`/api/products/${product}/samples`)))
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(5)
    expect(await sample(shop.url, 'shop_samples_requested_total')).toBe(5)
    expect((await sina.post('/api/products/99999/samples')).status).toBe(404)
    const { samples, total } = (await sina.get('/api/samples')).body
    expect(total).toBe(5)
    expect((await sina.post(`/api/samples/${samples[0].id}/send`)).status).toBe(403)
    expect((await supplier.post(`/api/samples/${samples[0].id}/send`)).body.sample.status).toBe('sent')
    expect((await supplier.post(`/api/samples/${samples[0].id}/send`)).status).toBe(404)
    expect((await sina.post(`/api/products/${samples[0].productId}/samples`)).status).toBe(409)
    expect((await ben.get('/api/samples')).body.total).toBe(0)
    expect((await supplier.get('/api/samples')).body.total).toBeGreaterThanOrEqual(5)
    const counted = () => sample(shop.url, 'shop_mails_total{kind="sample",outcome="sent"}')
    expect(await eventually(counted, (count) => count === 1, 5)).toBe(1)
    expect(await sample(shop.url, 'shop_samples_requested_total')).toBe(5)
  })
})

describe('a referral', () => {
  test('has a code that stays, and counts the friends who named it', async () => {
    const { code } = (await anna.get('/api/referral')).body
    expect(code).toMatch(/^[A-Z2-7]{8}$/)
    const friend = await newcomer('fred', { referral: code })
    expect(await one('select referred_by from users where id = $1', [friend.id])).toEqual({ referred_by: anna.id })
    expect((await anna.get('/api/referral')).body).toEqual({ code, referred: 1 })
    expect((await friend.get('/api/referral')).body.code).not.toBe(code)
  })
})
