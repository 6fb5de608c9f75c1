import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secret } from '../../../configuration/index.js'
import type { RunningShop } from '../../../shop/index.js'
import { callerOf, sample, startWorld, visitorOf, type Caller, type World } from './support.js'

let world: World
let shop: RunningShop
let guarded: RunningShop
let closed: RunningShop
let visitor: Caller

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open({ faults: { enabled: true } })
  guarded = await world.open({ faults: { enabled: true, token: secret('open sesame') }, healthToken: secret('how are you') })
  closed = await world.open()
  visitor = await visitorOf(shop.url)
})
afterAll(async () => {
  await Promise.all([shop?.close(), guarded?.close(), closed?.close()])
  await world?.stop()
})

describe('what the caller gets wrong is a 4xx with one sentence', () => {
  test.each([
    ['GET', '/api/products?limit=0', undefined, 400],
    ['GET', '/api/products?limit=101', undefined, 400],
    ['GET', '/api/products?limit=five', undefined, 400],
    ['GET', '/api/products?limit=5&limit=6', undefined, 400],
    ['GET', '/api/products?offset=10001', undefined, 400],
    ['GET', `/api/products?search=${'x'.repeat(61)}`, undefined, 400],
    ['GET', '/api/products?category=Shoes!', undefined, 400],
    ['GET', '/api/products?colour=red', undefined, 400],
    ['GET', '/api/products/0', undefined, 400],
    ['GET', '/api/products/99999999999', undefined, 400],
    ['GET', '/api/products/505', undefined, 404],
    ['GET', '/api/nothing', undefined, 404],
    ['DELETE', '/api/products', undefined, 405],
    ['POST', '/api/basket/items', { productId: 1 }, 400],
    ['POST', '/api/basket/items', { productId: 1, quantity: 21 }, 400],
    ['POST', '/api/basket/items', { productId: '1', quantity: 1 }, 400],
    ['POST', '/api/basket/items', { productId: 505, quantity: 1 }, 404],
    ['POST', '/api/checkout', undefined, 409],
    ['POST', '/api/orders/1/payments', { method: 'cash' }, 400],
    ['POST', '/api/orders/1/payments', { method: 'card' }, 404],
    ['POST', '/api/faults/errors', { seconds: 3601 }, 400],
    ['POST', '/api/faults/errors', { route: '/api/nothing' }, 400],
    ['POST', '/api/faults/meteor', {}, 404],
  ])('%s %s', async (method, path, body, status) => {
    const call = { GET: () => visitor.get(path), POST: () => visitor.post(path, body), DELETE: () => visitor.remove(path) }
    const answer = await call[method as 'GET' | 'POST' | 'DELETE']()
    expect(answer.status).toBe(status)
    expect(Object.keys(answer.body)).toEqual(['error'])
    expect(answer.body.error).toMatch(/^[A-Z].*\.$/)
  })

  test('an unknown session is told to open one', async () => {
    expect((await callerOf(shop.url).get('/api/basket')).status).toBe(401)
    const stranger = callerOf(shop.url, 'A'.repeat(22))
    expect((await stranger.post('/api/basket/items', { productId: 1, quantity: 1 })).status).toBe(401)
    expect((await stranger.post('/api/checkout')).status).toBe(401)
  })

  test('a body that is no JSON, too large, or sent by a foreign form is refused', async () => {
    const send = (body: string, type = 'application/json') =>
      fetch(`${shop.url}/api/faults/errors`, { method: 'POST', headers: { 'content-type': type }, body })
    expect((await send('{"seconds":')).status).toBe(400)
    expect((await send(JSON.stringify({ route: 'x'.repeat(20_000) }))).status).toBe(413)
    expect((await send('{}', 'text/plain')).status).toBe(415)
    expect((await callerOf(shop.url).get('/api/faults')).body.active).toEqual([])
  })
})

describe('the fault switches', () => {
  test('errors: three of ten requests to the products answer 500, other routes none, until it is healed', async () => {
    const api = callerOf(shop.url)
    const thrown = await api.post('/api/faults/errors', { seconds: 60 })
    expect(thrown.body.fault).toMatchObject({ name: 'errors', share: 0.3, route: '/api/products' })
    const statuses: number[] = []
    for (let index = 0; index < 20; index++) statuses.push((await api.get('/api/products?limit=5')).status)
    expect(statuses.filter((status) => status === 500)).toHaveLength(6)
    expect((await api.get('/api/products/1')).status).toBe(200)
    expect((await api.get('/api/categories')).status).toBe(200)
    expect(await sample(shop.url, 'http_requests_total{method="GET",route="/api/products",status_code="500"}')).toBe(6)
    expect((await api.remove('/api/faults/errors')).body).toEqual({ healed: true })
    expect((await api.get('/api/products?limit=5')).status).toBe(200)
    expect((await api.get('/api/faults')).body.active).toEqual([])
  })

  test('errors: another route and share can be named, and it heals itself', async () => {
    const api = callerOf(shop.url)
    await api.post('/api/faults/errors', { seconds: 1, share: 1, route: '/api/categories' })
    expect((await api.get('/api/categories')).status).toBe(500)
    expect((await api.get('/api/products?limit=5')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1050))
    expect((await api.get('/api/categories')).status).toBe(200)
  })

  test('declined payments: the order waits, is told so, and is paid once the fault is healed', async () => {
    const api = callerOf(shop.url)
    const buyer = await visitorOf(shop.url)
    await buyer.post('/api/basket/items', { productId: 9, quantity: 1 })
    const { order } = (await buyer.post('/api/checkout')).body
    await api.post('/api/faults/declined-payments', { seconds: 60, share: 1 })
    const declined = await buyer.post(`/api/orders/${order.id}/payments`, { method: 'card' })
    expect(declined.status).toBe(402)
    expect(declined.body.error).toBe('The card payment was declined; try another method.')
    expect((await buyer.get(`/api/orders/${order.id}`)).body.order.status).toBe('pending')
    expect(await sample(shop.url, 'shop_payments_total{method="card",outcome="declined"}')).toBe(1)
    await api.remove('/api/faults/declined-payments')
    expect((await buyer.post(`/api/orders/${order.id}/payments`, { method: 'invoice' })).status).toBe(201)
    expect(await sample(shop.url, 'shop_payments_total{method="invoice",outcome="accepted"}')).toBe(1)
  })

  test('are off unless the shop was started with them', async () => {
    const api = callerOf(closed.url)
    expect((await api.post('/api/faults/errors', {})).body.error).toBe('The fault switches are off; start the shop with SHOP_FAULTS=on.')
    expect((await api.get('/api/faults')).status).toBe(404)
  })

  test('ask for their token where one is set', async () => {
    const api = callerOf(guarded.url)
    expect((await api.post('/api/faults/errors', {})).status).toBe(403)
    expect((await api.post('/api/faults/errors', {}, { 'x-faults-token': 'open sesam' })).status).toBe(403)
    expect((await api.post('/api/faults/errors', { seconds: 1 }, { 'x-faults-token': 'open sesame' })).status).toBe(201)
  })

  test('are refused to whom a proxy passed on, and under a foreign host name', async () => {
    expect((await callerOf(shop.url).post('/api/faults/errors', {}, { 'x-forwarded-for': '10.0.0.1' })).status).toBe(403)
    const status = await new Promise((resolve, reject) => {
      request(`${shop.url}/api/faults`, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })
})

describe('health', () => {
  test('all pages answer while all is well', async () => {
    const api = callerOf(shop.url)
    expect((await api.get('/healthz')).body).toEqual({ status: 'ok' })
    expect((await api.get('/api/health')).body).toEqual({ status: 'ok' })
    expect((await api.get('/api/health/liveness')).status).toBe(200)
    expect((await api.get('/api/health/readiness')).body).toEqual({ status: 'ok', database: 'up', cache: 'up' })
    expect((await api.get('/api/health/detailed')).body).toMatchObject({ status: 'ok', node: process.version })
    expect((await api.get('/healthz/metrics')).body.series).toBeGreaterThan(100)
    expect((await api.get('/info')).body).toMatchObject({ name: 'shop', node: process.version })
    expect((await api.get('/metrics')).headers.get('content-type')).toContain('version=0.0.4')
  })

  test('the detailed page asks for its token where one is set', async () => {
    const api = callerOf(guarded.url)
    expect((await api.get('/api/health/detailed')).status).toBe(401)
    expect((await api.get('/api/health/detailed', { 'x-health-token': 'how are you' })).status).toBe(200)
  })

  test('an answer carries the id and the time of its request', async () => {
    const { headers } = await callerOf(shop.url).get('/api/products?limit=5', { 'x-correlation-id': 'trace-17' })
    expect(headers.get('x-correlation-id')).toBe('trace-17')
    expect(headers.get('x-response-time')).toMatch(/ms$/)
  })
})
