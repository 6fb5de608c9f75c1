import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningShop } from '../../../shop/index.js'
import { callerOf, sample, startWorld, type Caller, type World } from './support.js'

const BEACON = { page: 'product', device: 'desktop', connection: '4g', values: { LCP: 800, INP: 40 } }
const COUNT = 'web_vitals_lcp_seconds_count{page="product",device="desktop",connection="4g"}'

let world: World
let shop: RunningShop
let browser: Caller

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open({ seedDays: 1 })
  browser = callerOf(shop.url)
})
afterAll(async () => {
  await shop?.close()
  await world?.stop()
})

const raw = (body: string, type: string): Promise<Response> =>
  fetch(`${shop.url}/api/vitals`, { method: 'POST', headers: { 'content-type': type }, body })

test('a beacon is counted once, and nothing else of the shop counts one', async () => {
  expect(await sample(shop.url, COUNT)).toBe(0)
  await browser.get('/api/products?limit=2')
  expect(await sample(shop.url, COUNT)).toBe(0)
  expect((await browser.post('/api/vitals', BEACON)).status).toBe(204)
  expect(await sample(shop.url, COUNT)).toBe(1)
})

test('a hostile beacon is a 4xx and no series', async () => {
  const page = async (): Promise<string> => (await fetch(`${shop.url}/metrics`)).text()
  const series = (text: string): number => text.split('\n').filter((line) => line.startsWith('web_vitals_')).length
  const before = series(await page())
  expect((await browser.post('/api/vitals', { ...BEACON, page: 'x"} 1\nevil' })).status).toBe(400)
  expect((await browser.post('/api/vitals', { ...BEACON, device: 'x'.repeat(3000) })).status).toBe(413)
  expect((await raw('{"page":', 'application/json')).status).toBe(400)
  expect((await raw(JSON.stringify(BEACON), 'text/plain')).status).toBe(415)
  expect((await raw(`"${'x'.repeat(20_000)}"`, 'application/json')).status).toBe(413)
  expect((await browser.get('/api/vitals')).status).toBe(405)
  expect(series(await page())).toBe(before)
})

test('the proxy’s visitors are counted one by one, and each has a limit', async () => {
  const send = async (address: string): Promise<number> =>
    (await browser.post('/api/vitals', BEACON, { 'x-forwarded-for': `198.51.100.9, ${address}` })).status
  const statuses: number[] = []
  // twice as many and one, for the minute may turn in the middle
  for (let sent = 0; sent < 241; sent += 1) statuses.push(await send('203.0.113.7'))
  expect(new Set(statuses.slice(0, 100))).toEqual(new Set([204]))
  expect(statuses).toContain(429)
  expect(await send('203.0.113.8')).toBe(204)
})
