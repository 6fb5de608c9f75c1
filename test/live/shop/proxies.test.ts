import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningShop } from '../../../shop/index.js'
import { startStorefront } from '../../../shop/static-server.js'
import { startNginx, type Nginx } from '../../support/nginx.js'
import { callerOf, startWorld, type World } from './support.js'

const TRIES = 10
let world: World
let [shop, wary]: RunningShop[] = []
let nginx: Nginx
let native: Awaited<ReturnType<typeof startStorefront>>
let session = ''

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open({ seedDays: 1 })
  wary = await world.open({ seedDays: 1, trustedProxies: ['192.0.2.1'] })
  native = await startStorefront({ port: 0, apiUrl: shop.url })
  nginx = await startNginx(shop.url)
  session = (await callerOf(shop.url).post('/api/sessions')).body.session
})
afterAll(async () => {
  await nginx?.stop()
  await native?.close()
  await Promise.all([shop?.close(), wary?.close()])
  await world?.stop()
})

interface Try {
  /** An address of this machine from which it is tried. */
  readonly from: string
  readonly email: string
  /** What the visitor claims to be. */
  readonly claims: string
}

const statusOf = (url: string | undefined, { from, email, claims }: Try): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-session': session, 'x-forwarded-for': claims }
    const asked = request(`${url}/api/sign-in`, { method: 'POST', localAddress: from, headers }, (answer) => {
      text(answer).then(() => resolve(answer.statusCode), reject)
    })
    asked.on('error', reject)
    asked.end(JSON.stringify({ email, password: 'a wrong guess' }))
  })

const statuses = async (url: string | undefined, tried: Omit<Try, 'claims'>): Promise<readonly (number | undefined)[]> => {
  const seen: (number | undefined)[] = []
  for (let index = 0; index <= TRIES; index++) seen.push(await statusOf(url, { ...tried, claims: `203.0.113.${index}` }))
  return seen
}

const lookedAt = Array.from({ length: TRIES }, () => 401)

test.each([
  ['nginx', () => nginx.url],
  ['the native server', () => native.url],
])('behind %s who guesses locks an account for himself alone, whatever he claims to be', async (name, url) => {
  const email = `${name.split(' ')[0]}@shop.example`
  expect(await statuses(url(), { from: '127.0.0.2', email })).toEqual([...lookedAt, 429])
  expect(await statusOf(url(), { from: '127.0.0.3', email, claims: '127.0.0.2' })).toBe(401)
})

test('a stranger who names another address with each guess is stopped', async () => {
  expect(await statuses(wary?.url, { from: '127.0.0.1', email: 'stranger@shop.example' })).toEqual([...lookedAt, 429])
})
