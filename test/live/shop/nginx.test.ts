import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningShop } from '../../../shop/index.js'
import { startStorefront } from '../../../shop/static-server.js'
import { WebSocket } from 'ws'
import { startNginx, type Nginx } from '../../support/nginx.js'
import { callerOf, sample, startWorld, type World } from './support.js'

const PAGES = join(import.meta.dirname, '../../../shop/storefront')
const VIEWS = [
  '/',
  '/products/3',
  '/basket',
  '/orders/1',
  '/account',
  '/account/messages',
  '/auctions',
  '/auctions/2',
  '/supplier',
  '/administration',
]
const NO_VIEWS = [
  '/products',
  '/products/x',
  '/products/3/x',
  '/orders',
  '/basket/1',
  '/index',
  '/package.json',
  '/views/',
  '/vendor/',
  '/%2e%2e/package.json',
]
const configuration = readFileSync(join(PAGES, '../../containers/nginx/storefront.conf'), 'utf8')
const BEACON = { page: 'browse', device: 'phone', connection: '4g', values: { FCP: 300 } }

let world: World
let shop: RunningShop
let nginx: Nginx
let native: Awaited<ReturnType<typeof startStorefront>>

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open({ seedDays: 1, faults: { enabled: true } })
  native = await startStorefront({ port: 0, apiUrl: shop.url })
  nginx = await startNginx(shop.url)
})
afterAll(async () => {
  await nginx?.stop()
  await native?.close()
  await shop?.close()
  await world?.stop()
})

const servers = [['nginx', () => nginx.url] as const, ['the native server', () => native.url] as const]
const files = readdirSync(PAGES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(PAGES.length))

describe.each(servers)('%s', (_, url) => {
  test('answers every view with the page whose router knows it, and nothing else with it', async () => {
    const page = readFileSync(join(PAGES, 'index.html'), 'utf8')
    for (const path of VIEWS) {
      const answer = await fetch(url() + path)
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, page])
    }
    for (const path of NO_VIEWS) expect([path, (await fetch(url() + path)).status]).toEqual([path, 404])
  })

  test('answers every file of the storefront, to be asked for again, but those whose name holds their version', async () => {
    for (const path of files.filter((file) => file !== '/index.html')) {
      const answer = await fetch(url() + path)
      const caching = answer.headers.get('cache-control') ?? ''
      expect([path, answer.status]).toEqual([path, 200])
      expect([
        path,
        path.startsWith('/vendor/') ? Number(/max-age=(\d+)/.exec(caching)?.[1]) > 31_000_000 : caching === 'no-cache',
      ]).toEqual([path, true])
      const again = await fetch(url() + path, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
      expect([path, again.status]).toEqual([path, 304])
    }
  })

  test('guards pages and API alike', async () => {
    for (const path of ['/', '/app.js', '/api/products?limit=1', '/api/nothing', '/nothing.js']) {
      const { headers } = await fetch(url() + path)
      expect([path, headers.get('content-security-policy')]).toEqual([path, expect.stringContaining("default-src 'self'; base-uri 'none'")])
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff'])
      expect([path, headers.get('x-frame-options')]).toEqual([path, 'DENY'])
      expect([path, headers.get('referrer-policy')]).toEqual([path, 'no-referrer'])
      expect([path, headers.get('server') ?? 'nginx']).toEqual([path, 'nginx'])
    }
  })

  test('keeps from visitors what is for operators', async () => {
    for (const path of ['/api/faults', '/API/FAULTS', '/api/faults/errors', '/api/health', '/api/health/detailed', '/metrics', '/status'])
      expect([path, (await fetch(url() + path)).status]).toEqual([path, 404])
  })

  test('passes a visitor’s whole session on', async () => {
    const { body } = await callerOf(url()).post('/api/sessions')
    const visitor = callerOf(url(), body.session)
    expect((await visitor.post('/api/basket/items', { productId: 1, quantity: 2 })).body.basket.items).toHaveLength(1)
    expect((await visitor.put('/api/basket/items/1', { quantity: 3 })).body.basket.items[0].quantity).toBe(3)
    expect((await visitor.remove('/api/basket/items/1')).body.basket.items).toEqual([])
  })

  test('leads the line through over which pages hear of bids, and no other', async () => {
    const { body } = await callerOf(url()).post('/api/sessions')
    const address = url().replace('http', 'ws')
    const line = new WebSocket(`${address}/api/realtime?session=${body.session}`)
    const [first] = await Promise.all([once(line, 'message'), once(line, 'open').then(() => line.send('{"subscribe":"auction:1"}'))])
    expect(JSON.parse(String(first[0]))).toEqual({ topic: 'auction:1', type: 'subscribed' })
    line.close()
    await once(line, 'close')
    for (const path of ['/api/realtime?session=none', '/api/products', '/api/faults', '/']) {
      const refused = new WebSocket(address + path)
      expect([path, String((await once(refused, 'error'))[0])]).toEqual([
        path,
        expect.stringMatching(/Unexpected server response: [24]\d\d/),
      ])
    }
  })

  test('tells the shop who the visitor is, whatever that visitor writes', async () => {
    const count = 'web_vitals_beacons_total{outcome="counted"}'
    const before = await sample(shop.url, count)
    expect((await callerOf(url()).post('/api/vitals', BEACON, { 'x-forwarded-for': '203.0.113.50' })).status).toBe(204)
    expect(await sample(shop.url, count)).toBe(before + 1)
  })
})

describe('nginx alone', () => {
  test('compresses what is worth it', async () => {
    const zipped = { headers: { 'accept-encoding': 'gzip' } }
    for (const path of ['/style.css', '/elements.js', '/api/products?limit=20'])
      expect([path, (await fetch(nginx.url + path, zipped)).headers.get('content-encoding')]).toEqual([path, 'gzip'])
    expect((await fetch(`${nginx.url}/healthz`, zipped)).headers.get('content-encoding')).toBe(null)
  })

  test('keeps a picture for others and asks the shop once', async () => {
    const asked = 'http_requests_total{method="GET",route="/api/products/:id/image",status_code="200"}'
    const before = await sample(shop.url, asked)
    for (let time = 0; time < 5; time += 1) {
      const answer = await fetch(`${nginx.url}/api/products/7/image`)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
      expect(answer.headers.get('cache-control')).toMatch(/max-age=\d{4,}/)
    }
    expect(await sample(shop.url, asked)).toBe(before + 1)
  })

  test('refuses a body that is too large with a sentence', async () => {
    const post = (path: string, bytes: number): Promise<Response> =>
      fetch(nginx.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(bytes)}"` })
    for (const [path, bytes] of [
      ['/api/vitals', 2100],
      ['/api/sign-in', 70_000],
      ['/api/uploads', 2_200_000],
    ] as const) {
      const answer = await post(path, bytes)
      expect([path, answer.status, await answer.json()]).toEqual([path, 413, { error: 'The body is too large.' }])
    }
  })

  test('tells how it goes on an inner address alone', async () => {
    expect(await (await fetch(nginx.statusUrl)).text()).toMatch(/^Active connections: \d+/)
    expect((await fetch(nginx.statusUrl.replace('/status', '/'))).status).toBe(404)
    expect(configuration).toMatch(/listen 127\.0\.0\.1:8081;/)
  })

  test('writes below /tmp alone, for the rest of its container is read-only', () => {
    const servers = configuration.split(/^server \{$/m).slice(1)
    expect(servers).toHaveLength(2)
    for (const part of servers)
      for (const kind of ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) expect(part).toContain(`${kind}_temp_path /tmp/${kind};`)
    expect([...configuration.matchAll(/_path (\S+)/g)].filter(([, path]) => !path?.startsWith('/tmp/'))).toEqual([])
  })

  test('limits how often one visitor asks, and says so as the API does', async () => {
    const ask = async (path: string, method = 'GET'): Promise<readonly [number, string]> => {
      const answer = await fetch(nginx.url + path, { method })
      return [answer.status, await answer.text()]
    }
    const answers = await Promise.all(Array.from({ length: 90 }, () => ask('/api/categories')))
    expect(answers.filter(([status]) => status === 200).length).toBeGreaterThan(20)
    expect(answers.filter(([status]) => status === 429).length).toBeGreaterThan(10)
    expect(JSON.parse(answers.find(([status]) => status === 429)?.[1] ?? '{}').error).toMatch(/wait a moment/)
    const tries = await Promise.all(Array.from({ length: 30 }, () => ask('/api/sign-in', 'POST')))
    expect(tries.filter(([status]) => status === 429).length).toBeGreaterThan(10)
    expect((await ask('/style.css'))[0]).toBe(200)
  })

  test('says so while the shop does not answer, and goes on when it does', async () => {
    const port = Number(new URL(shop.url).port)
    await shop.close()
    const away = await fetch(`${nginx.url}/api/products`)
    expect([away.status, await away.json()]).toEqual([503, { error: expect.stringContaining('does not answer') }])
    expect((await fetch(nginx.url)).status).toBe(200)
    shop = await world.open({ port, seedDays: 1 })
    expect((await fetch(`${nginx.url}/api/products`)).status).toBe(200)
  })
})
