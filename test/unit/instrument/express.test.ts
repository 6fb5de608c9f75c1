import express, { type ErrorRequestHandler } from 'express'
import { expect, test } from 'vitest'
import { createInstruments, expressMetrics, type Instruments } from '../../../instrument/index.js'
import { signal, ask, counted, eventually, hangUp, samples, serve } from './support.js'

const createShop = (instruments: Instruments, arrived: () => void = () => undefined) => {
  const products = express.Router()
  products.get('/', (_request, response) => void response.json([]))
  products.get('/:id', (request, response) => void response.json({ id: request.params.id }))
  products.get('/:id/broken', () => {
    throw new Error('broken')
  })
  products.get('/:id/slow', () => arrived())
  const api = express.Router()
  api.use('/products', products)
  const application = express()
  application.use(expressMetrics(instruments))
  application.get('/healthz', (_request, response) => void response.send('ok'))
  application.use('/api', api)
  application.use('/tenants/:tenant', products)
  const failed: ErrorRequestHandler = (_error, _request, response, _next) => void response.status(503).send('failed')
  application.use(failed)
  return application
}

test('a request counts under the template of its route, through mounted routers', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments))
  await ask(`${url}/healthz`)
  const product = await ask(`${url}/api/products/1?page=2`)
  await ask(`${url}/api/products/2`)
  await ask(`${url}/api/products/`)
  await ask(`${url}/wp-login.php`)
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="/healthz",status_code="200"}': 1,
    'http_requests_total{method="GET",route="/api/products/:id",status_code="200"}': 2,
    'http_requests_total{method="GET",route="/api/products/",status_code="200"}': 1,
    'http_requests_total{method="GET",route="unmatched",status_code="404"}': 1,
  })
  expect(product.headers['x-response-time']).toMatch(/^\d+(\.\d)?ms$/)
  expect((await samples(instruments)).get('http_response_size_bytes_sum{method="GET",route="/api/products/"}')).toBe(2)
})

test('a thrown error keeps the template of the router in which it was thrown', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments))
  const broken = await ask(`${url}/api/products/1/broken`)
  expect(broken.headers['x-response-time']).toMatch(/^\d+(\.\d)?ms$/)
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="/api/products/:id/broken",status_code="503"}': 1,
  })
})

test('a router mounted under a parameter does not make a route of each value', async () => {
  const instruments = createInstruments()
  const url = await serve(createShop(instruments))
  await ask(`${url}/tenants/acme/1`)
  await ask(`${url}/tenants/umbrella/2`)
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="/tenants/:tenant/:id",status_code="200"}': 2,
  })
})

test('a client that leaves counts as 499', async () => {
  const instruments = createInstruments()
  const arrival = signal()
  const url = await serve(createShop(instruments, arrival.resolve))
  await hangUp(`${url}/api/products/1/slow`, arrival.promise)
  const all = await eventually(
    () => counted(instruments, 'http_requests_total'),
    (found) => Object.keys(found).length > 0,
  )
  expect(all).toEqual({ 'http_requests_total{method="GET",route="/api/products/:id/slow",status_code="499"}': 1 })
  expect((await samples(instruments)).get('http_requests_in_flight')).toBe(0)
})
