import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { createInstruments, hookServer } from '../../../instrument/index.js'
import { ask, counted, eventually, samples, serve } from './support.js'

test('a plain server is measured under the routes that its hook names', async () => {
  const instruments = createInstruments()
  const server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(301, { location: '/' }).end()
    else response.end('hello')
  })
  hookServer(instruments, server, (request) => (request.url === '/healthz' ? '/healthz' : undefined))
  const url = await serve(server)
  const health = await ask(`${url}/healthz`)
  await ask(`${url}/moved`)
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="/healthz",status_code="200"}': 1,
    'http_requests_total{method="GET",route="unmatched",status_code="301"}': 1,
  })
  expect(health.headers['x-response-time']).toMatch(/^\d+(\.\d)?ms$/)
  expect((await samples(instruments)).get('http_response_size_bytes_sum{method="GET",route="/healthz"}')).toBe('hello'.length)
})

test('a connection that is reused counts each of its requests', async () => {
  const instruments = createInstruments()
  const server = createServer((_request, response) => response.end('ok'))
  hookServer(instruments, server)
  const { port } = new URL(await serve(server))
  const socket = connect(Number(port), '127.0.0.1')
  let received = ''
  socket.on('data', (chunk) => (received += String(chunk)))
  const line = 'GET / HTTP/1.1\r\nhost: shop\r\n\r\n'
  for (const times of [1, 2, 3]) {
    socket.write(line)
    await eventually(
      async () => received.split('HTTP/1.1 200').length - 1,
      (answers) => answers === times,
    )
  }
  socket.destroy()
  expect(await counted(instruments, 'http_requests_total')).toEqual({
    'http_requests_total{method="GET",route="unmatched",status_code="200"}': 3,
  })
  expect((await samples(instruments)).get('http_requests_in_flight')).toBe(0)
})

test('no more than 200 routes are told apart; the rest are counted as other', async () => {
  const instruments = createInstruments()
  const server = createServer((_request, response) => response.end('ok'))
  hookServer(instruments, server, (request) => request.url)
  const url = await serve(server)
  for (let page = 0; page < 230; page += 1) await ask(`${url}/${page}`)
  const routes = await counted(instruments, 'http_requests_total')
  expect(Object.keys(routes)).toHaveLength(201)
  expect(routes['http_requests_total{method="GET",route="other",status_code="200"}']).toBe(30)
})
