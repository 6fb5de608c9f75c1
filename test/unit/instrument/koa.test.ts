import { Readable } from 'node:stream'
import { Router } from '@koa/router'
import Koa from 'koa'
import { expect, test } from 'vitest'
import { createInstruments, type Instruments, koaMetrics } from '../../../instrument/index.js'
import { signal, ask, counted, eventually, hangUp, samples, serve } from './support.js'

const TEN_KILOBYTES = 'x'.repeat(10_240)

const createShop = (instruments: Instruments, arrived: () => void = () => undefined, release: Promise<void> = Promise.resolve()) => {
  const router = new Router({ prefix: '/api/:tenant' })
  router.get('/products/:id', (ctx) => {
    ctx.body = 'product'
  })
  router.post('/orders', (ctx) => {
    ctx.status = 201
    ctx.body = { id: 1 }
  })
  router.get('/missing', (ctx) => ctx.throw(404))
  router.get('/broken', () => {
    throw new Error('broken')
  })
  router.get('/stream', (ctx) => {
    ctx.body = Readable.from([TEN_KILOBYTES])
  })
  router.get('/torn', (ctx) => {
    ctx.body = new Readable({
      read() {
        this.push('half')
        setImmediate(() => this.destroy(new Error('torn')))
      },
    })
  })
  router.get('/slow', async (ctx) => {
    arrived()
    await release
    ctx.body = 'late'
  })
  const application = new Koa()
  application.silent = true
  application.use(koaMetrics(instruments))
  return application.use(router.routes()).use(router.allowedMethods())
}

test('a request counts under the template of its route, prefix included', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments).callback())
  for (const id of [1, 2, 3]) await ask(`${url}/api/acme/products/${id}?page=2`)
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="/api/:tenant/products/:id",status_code="200"}': 3,
  })
})

test('404, 405 and OPTIONS count as unmatched, and a method that nobody knows as OTHER', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments).callback())
  await ask(`${url}/wp-login.php`)
  await ask(`${url}/api/acme/products/1`, { method: 'DELETE' })
  await ask(`${url}/api/acme/products/1`, { method: 'OPTIONS' })
  await ask(`${url}/api/acme/products/1`, { method: 'PROPFIND' })
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="unmatched",status_code="404"}': 1,
    'http_requests_total{method="DELETE",route="unmatched",status_code="405"}': 1,
    'http_requests_total{method="OPTIONS",route="unmatched",status_code="200"}': 1,
    'http_requests_total{method="OTHER",route="unmatched",status_code="501"}': 1,
  })
})

test('an error that a handler throws is measured with the status that Koa answers, and keeps x-response-time', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments).callback())
  const broken = await ask(`${url}/api/acme/broken`)
  await ask(`${url}/api/acme/missing`)
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="/api/:tenant/broken",status_code="500"}': 1,
    'http_requests_total{method="GET",route="/api/:tenant/missing",status_code="404"}': 1,
  })
  expect(broken.headers['x-response-time']).toMatch(/^\d+(\.\d)?ms$/)
})

test('HEAD counts as HEAD and sends no body', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments).callback())
  await ask(`${url}/api/acme/products/1`, { method: 'HEAD' })
  const all = await samples(instruments)
  expect(all.get('http_requests_total{method="HEAD",route="/api/:tenant/products/:id",status_code="200"}')).toBe(1)
  expect(all.get('http_response_size_bytes_sum{method="HEAD",route="/api/:tenant/products/:id"}')).toBe(0)
})

test('sizes are those of the bodies, of a stream to within the framing of its chunks', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments).callback())
  await ask(`${url}/api/acme/orders`, { method: 'POST', body: '{"basket":7}', headers: { 'content-length': '12' } })
  await ask(`${url}/api/acme/stream`)
  const all = await samples(instruments)
  expect(all.get('http_request_size_bytes_sum{method="POST",route="/api/:tenant/orders"}')).toBe(12)
  expect(all.get('http_response_size_bytes_sum{method="POST",route="/api/:tenant/orders"}')).toBe('{"id":1}'.length)
  const streamed = all.get('http_response_size_bytes_sum{method="GET",route="/api/:tenant/stream"}') ?? 0
  expect(streamed).toBeGreaterThanOrEqual(TEN_KILOBYTES.length)
  expect(streamed).toBeLessThan(TEN_KILOBYTES.length + 20)
})

test('requests in flight are counted, and a client that leaves counts as 499 and takes its own away', async () => {
  const instruments = createInstruments()
  const arrival = signal()
  const release = signal()
  const url = await serve(createShop(instruments, arrival.resolve, release.promise).callback())
  const inFlight = async () => (await samples(instruments)).get('http_requests_in_flight')
  const others = [ask(`${url}/api/acme/slow`), ask(`${url}/api/acme/slow`)]
  const left = hangUp(
    `${url}/api/acme/slow`,
    eventually(inFlight, (count) => count === 3),
  )
  await left
  expect(await eventually(inFlight, (count) => count === 2)).toBe(2)
  release.resolve()
  await Promise.all(others)
  expect(await eventually(inFlight, (count) => count === 0)).toBe(0)
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="/api/:tenant/slow",status_code="499"}': 1,
    'http_requests_total{method="GET",route="/api/:tenant/slow",status_code="200"}': 2,
  })
})

test('an answer that the server itself breaks off counts as 500, not as a client that left', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments).callback())
  await expect(ask(`${url}/api/acme/torn`)).rejects.toThrow()
  expect(
    await eventually(
      () => counted(instruments, 'http_requests_total'),
      (all) => Object.keys(all).length > 0,
    ),
  ).toEqual({
    'http_requests_total{method="GET",route="/api/:tenant/torn",status_code="500"}': 1,
  })
  expect((await samples(instruments)).get('http_requests_in_flight')).toBe(0)
})

test('a duration is observed in seconds, once a request', async () => {
  const instruments = createInstruments()
  const release = signal()
  const url = await serve(createShop(instruments, () => setTimeout(release.resolve, 60), release.promise).callback())
  await ask(`${url}/api/acme/slow`)
  const labels = 'method="GET",route="/api/:tenant/slow",status_code="200"'
  const all = await samples(instruments)
  expect(all.get(`http_request_duration_seconds_count{${labels}}`)).toBe(1)
  expect(all.get(`http_request_duration_seconds_bucket{${labels},le="0.05"}`)).toBe(0)
  expect(all.get(`http_request_duration_seconds_bucket{${labels},le="+Inf"}`)).toBe(1)
  expect(all.get(`http_request_duration_seconds_sum{${labels}}`)).toBeGreaterThan(0.055)
  expect(all.get(`http_request_duration_seconds_sum{${labels}}`)).toBeLessThan(2)
})
