import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningShop } from '../../../shop/index.js'
import { callerOf, eventually, sample, startWorld, visitorOf, type Caller, type World } from './support.js'

let world: World
let shop: RunningShop
let database: Client

const one = async (text: string, values: unknown[] = []) => (await database.query(text, values)).rows[0]
const PASSWORD = 'correct horse'
const signUp = (visitor: Caller, email: string, more: object = {}) =>
  visitor.post('/api/sign-up', { email, name: 'Anna Example', password: PASSWORD, ...more })
const signIn = (visitor: Caller, email: string, password: string) => visitor.post('/api/sign-in', { email, password })

/** The letters to this address, the oldest first, as text. */
const lettersTo = async (address: string): Promise<readonly string[]> => {
  const folder = join(world.dataFolder, 'mail')
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  // quoted-printable: soft breaks are joined, =3D is the sign itself
  return texts.filter((text) => text.includes(address)).map((text) => text.replaceAll('=\r\n', '').replaceAll('=3D', '='))
}
const tokenIn = (letter = '') => /verify=([A-Za-z0-9_-]{22})/.exec(letter)?.[1] ?? ''

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

describe('an account', () => {
  test('is opened once an address, signs its session in, and keeps no password', async () => {
    const visitor = await visitorOf(shop.url)
    expect((await visitor.get('/api/account')).body).toEqual({ user: null })
    const answer = await signUp(visitor, 'Anna@Shop.example')
    expect(answer.status).toBe(201)
    expect(answer.body.user).toMatchObject({ email: 'anna@shop.example', role: 'buyer', isVerified: false })
    expect((await visitor.get('/api/account')).body).toEqual(answer.body)
    expect(await sample(shop.url, 'shop_sign_ups_total')).toBe(1)
    const again = await signUp(await visitorOf(shop.url), 'anna@shop.example')
    expect(again.status).toBe(409)
    expect(again.body).toEqual({ error: 'This address has an account already; sign in with it.' })
    expect(await sample(shop.url, 'shop_sign_ups_total')).toBe(1)
    const { password_hash } = await one("select password_hash from users where email = 'anna@shop.example'")
    expect(password_hash).toMatch(/^scrypt\$16384\$8\$1\$/)
    expect(JSON.stringify(answer.body)).not.toContain('scrypt')
  })

  test('is entered with its password alone; each try is counted by its outcome', async () => {
    const before = await sample(shop.url, 'shop_sign_ins_total{outcome="refused"}')
    const visitor = await visitorOf(shop.url)
    for (const [email, password] of [
      ['anna@shop.example', 'wrong horse'],
      ['nobody@shop.example', PASSWORD],
    ] as const) {
      const answer = await signIn(visitor, email, password)
      expect(answer.status).toBe(401)
      expect(answer.body).toEqual({ error: 'The address or the password is wrong.' })
    }
    expect((await visitor.get('/api/account')).body.user).toBeNull()
    expect(await sample(shop.url, 'shop_sign_ins_total{outcome="refused"}')).toBe(before + 2)
    expect(await sample(shop.url, 'shop_sign_ins_total{outcome="accepted"}')).toBe(0)
    expect((await signIn(visitor, 'ANNA@shop.example', PASSWORD)).body.user.email).toBe('anna@shop.example')
    expect(await sample(shop.url, 'shop_sign_ins_total{outcome="accepted"}')).toBe(1)
    expect(await one('select count(*)::int as count from sign_in_tries where email like $1', ['anna%'])).toEqual({ count: 0 })
  })

  test('takes as long to refuse an address that has no account as a wrong password', async () => {
    const visitor = await visitorOf(shop.url)
    const timeOf = async (email: string) => {
      const startedAt = performance.now()
      await signIn(visitor, email, 'wrong horse')
      return performance.now() - startedAt
    }
    const [known, unknown] = [[], []] as [number[], number[]]
    for (let index = 0; index < 4; index++) {
      known.push(await timeOf('anna@shop.example'))
      unknown.push(await timeOf(`nobody${index}@shop.example`))
    }
    const [fastKnown, fastUnknown] = [Math.min(...known), Math.min(...unknown)]
    // without the hash that stands in for a missing one the second would be a tenth of the first
    expect(fastUnknown).toBeGreaterThan(fastKnown / 2)
  })

  test('of thirty tries at once ten are looked at; the others wait, also with the right password', async () => {
    await signUp(await visitorOf(shop.url), 'target@shop.example')
    const visitor = await visitorOf(shop.url)
    const tries = await Promise.all(Array.from({ length: 30 }, (_, index) => signIn(visitor, 'target@shop.example', `guess ${index}`)))
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(20)
    expect(await sample(shop.url, 'shop_sign_ins_total{outcome="limited"}')).toBe(20)
    const right = await signIn(visitor, 'target@shop.example', PASSWORD)
    expect(right.status).toBe(429)
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(right.body.error).toBe('Too many tries for this account; wait 15 minutes.')
    await database.query("update sign_in_tries set since = now() - interval '16 minutes'")
    expect((await signIn(visitor, 'target@shop.example', PASSWORD)).status).toBe(200)
  })

  test('leaves nothing of its user in the session when it is left', async () => {
    const visitor = await visitorOf(shop.url)
    await visitor.post('/api/basket/items', { productId: 3, quantity: 1 })
    const { order } = (await visitor.post('/api/checkout')).body
    const { user } = (await signUp(visitor, 'guest@shop.example')).body
    expect(await one('select user_id from orders where id = $1', [order.id])).toEqual({ user_id: user.id })
    await visitor.post('/api/basket/items', { productId: 4, quantity: 1 })
    expect((await visitor.post('/api/sign-out')).body).toEqual({ user: null })
    expect((await visitor.get('/api/account')).body.user).toBeNull()
    expect((await visitor.get('/api/basket')).body.basket.items).toEqual([])
    expect((await visitor.get('/api/orders')).body.orders).toEqual([])
    expect((await visitor.post('/api/basket/items', { productId: 4, quantity: 1 })).status).toBe(201)
  })

  test('of the demo exists for each role', async () => {
    for (const [email, role] of [
      ['buyer@shop.example', 'buyer'],
      ['supplier@shop.example', 'supplier'],
      ['admin@shop.example', 'administrator'],
    ] as const) {
      expect((await signIn(await visitorOf(shop.url), email, 'plimsoll-demo')).body.user).toMatchObject({ role, isVerified: true })
    }
  })

  test.each([
    [{ email: 'no address', name: 'A', password: PASSWORD }],
    [{ email: 'a@b', name: 'A', password: 'short' }],
    [{ email: 'a@b', name: 'line\nbreak', password: PASSWORD }],
    [{ email: 'a@b', name: '', password: PASSWORD }],
    [{ email: 'a@b', name: 'A', password: PASSWORD, role: 'administrator' }],
    [{ email: 'a@b', name: 'A', password: PASSWORD, referral: 'AAAAAAAA' }],
    [{ email: `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}`, name: 'A', password: PASSWORD }],
  ])('is not opened for %j', async (body) => {
    const answer = await (await visitorOf(shop.url)).post('/api/sign-up', body)
    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatch(/^[A-Z].*\.$/)
  })

  test('is not entered without a session that the shop opened', async () => {
    const stranger = callerOf(shop.url, 'A'.repeat(22))
    expect((await signUp(stranger, 'stranger@shop.example')).status).toBe(401)
    expect((await signIn(stranger, 'buyer@shop.example', 'plimsoll-demo')).status).toBe(401)
    expect(await one("select count(*)::int as count from users where email = 'stranger@shop.example'")).toEqual({ count: 0 })
  })
})

describe('a verification', () => {
  test('is asked for by a letter, and its token serves once', async () => {
    const visitor = await visitorOf(shop.url)
    const before = await sample(shop.url, 'shop_mails_total{kind="verification",outcome="sent"}')
    await signUp(visitor, 'vera@shop.example')
    const [letter] = await eventually(
      () => lettersTo('vera@shop.example'),
      (letters) => letters.length === 1,
      5,
    )
    expect(letter).toContain('From: Demo shop <shop@shop.example>')
    expect(letter).toContain('http://localhost:5173/account?verify=')
    expect(await sample(shop.url, 'shop_mails_total{kind="verification",outcome="sent"}')).toBe(before + 1)
    expect(await one('select count(*)::int as count from verifications where token_hash = $1', [tokenIn(letter)])).toEqual({ count: 0 })
    expect((await visitor.post('/api/verify', { token: 'A'.repeat(22) })).status).toBe(404)
    expect((await visitor.get('/api/account')).body.user.isVerified).toBe(false)
    expect((await callerOf(shop.url).post('/api/verify', { token: tokenIn(letter) })).body).toEqual({ verified: true })
    expect((await visitor.get('/api/account')).body.user.isVerified).toBe(true)
    expect((await visitor.post('/api/verify', { token: tokenIn(letter) })).status).toBe(404)
    expect((await visitor.post('/api/verify/letter')).status).toBe(409)
  })

  test('can be asked for again, five times in all, and not after two days', async () => {
    const visitor = await visitorOf(shop.url)
    await signUp(visitor, 'otto@shop.example')
    const answers = await Promise.all(Array.from({ length: 6 }, () => visitor.post('/api/verify/letter')))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 202, 409, 409])
    const letters = await eventually(
      () => lettersTo('otto@shop.example'),
      ({ length }) => length === 5,
      5,
    )
    await database.query("update verifications set created_at = now() - interval '49 hours'")
    expect((await visitor.post('/api/verify', { token: tokenIn(letters[0]) })).status).toBe(404)
  })
})

describe('the stand-in for another sign-in', () => {
  test('opens one account for a subject and enters it again', async () => {
    const { identity } = (await callerOf(shop.url).get('/api/oauth/stub?subject=carla')).body
    expect(identity).toEqual({ provider: 'stub', subject: 'carla', email: 'carla@oauth.example', name: 'Carla' })
    const signUps = await sample(shop.url, 'shop_sign_ups_total')
    const signIns = await sample(shop.url, 'shop_sign_ins_total{outcome="accepted"}')
    const visitors = await Promise.all([visitorOf(shop.url), visitorOf(shop.url)])
    const answers = await Promise.all(visitors.map((visitor) => visitor.post('/api/sign-in/oauth', { provider: 'stub', subject: 'carla' })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.body).toEqual(answers[1]?.body)
    expect(answers[0]?.body.user).toMatchObject({ email: 'carla@oauth.example', isVerified: true })
    expect(await sample(shop.url, 'shop_sign_ups_total')).toBe(signUps + 1)
    expect(await sample(shop.url, 'shop_sign_ins_total{outcome="accepted"}')).toBe(signIns + 2)
  })

  test('never hands out an account that has a password', async () => {
    await signUp(await visitorOf(shop.url), 'dora@oauth.example')
    const answer = await (await visitorOf(shop.url)).post('/api/sign-in/oauth', { provider: 'stub', subject: 'dora' })
    expect(answer.status).toBe(409)
  })

  test('has no password that could be guessed', async () => {
    for (const password of ['', 'null', PASSWORD]) {
      expect((await signIn(await visitorOf(shop.url), 'carla@oauth.example', password)).status).toBe(401)
    }
  })
})
