import { createServer, type ServerResponse } from 'node:http'
import express from 'express'
import Koa from 'koa'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createInstruments, expressMetrics, hookServer, koaCorrelation, koaMetrics } from '../../../instrument/index.js'
import { ask, serve } from './support.js'

const answered = async (answer: (response: ServerResponse) => unknown) => {
  const server = createServer((_request, response) => void answer(response))
  hookServer(createInstruments(), server)
  return ask(await serve(server))
}

test.each<readonly [string, (response: ServerResponse) => unknown]>([
  ['before', (response) => response.setHeader('X-Response-Time', 'own').end('ok')],
  ['with the head, as an object', (response) => response.writeHead(200, { 'X-Response-Time': 'own' }).end('ok')],
  ['with the head, as a list', (response) => response.writeHead(200, ['X-Response-Time', 'own', 'x-other', 'too']).end('ok')],
  [
    'with the head, beside one before',
    (response) => response.setHeader('x-other', 'too').writeHead(200, { 'X-Response-Time': 'own' }).end(),
  ],
])('a header that the application sets %s is there once, as it was set', async (_how, answer) => {
  expect((await answered(answer)).headers['x-response-time']).toBe('own')
})

test('a header that an application of Express sets is there once, as it was set', async () => {
  const application = express()
  application.use(expressMetrics(createInstruments()))
  application.get('/before', (_request, response) => void response.set('X-Response-Time', 'own').send('ok'))
  application.get('/with', (_request, response) => void response.writeHead(200, { 'X-Response-Time': 'own' }).end('ok'))
  const url = await serve(application)
  for (const path of ['/before', '/with']) expect((await ask(`${url}${path}`)).headers['x-response-time'], path).toBe('own')
})

test.each<readonly [string, (response: ServerResponse) => unknown]>([
  ['without headers', (response) => response.end('ok')],
  ['with headers set before', (response) => response.setHeader('x-other', 'too').end('ok')],
  ['with headers in its head', (response) => response.writeHead(200, 'Fine', { 'x-other': 'too' }).end('ok')],
  ['without a body', (response) => response.writeHead(204).end()],
])('an answer %s has its response time', async (_how, answer) => {
  expect((await answered(answer)).headers['x-response-time']).toMatch(/^\d+\.\dms$/)
})

test('an answer that nobody measures is written as ever, in a process that measures others', async () => {
  await answered((response) => response.end('ok'))
  const url = await serve(createServer((_request, response) => response.end('ok')))
  expect(Object.keys((await ask(url)).headers).toSorted()).toEqual(['connection', 'content-length', 'date'])
})

test('a failed answer of Koa keeps both of its headers, each once', async () => {
  const application = new Koa()
  application.silent = true
  application.use(koaMetrics(createInstruments())).use(koaCorrelation(pino({ enabled: false })))
  application.use(() => {
    throw new Error('broken')
  })
  const { status, headers } = await ask(await serve(application.callback()), { headers: { 'x-correlation-id': 'mine' } })
  expect([status, headers['x-correlation-id']]).toEqual([500, 'mine'])
  expect(headers['x-response-time']).toMatch(/^\d+\.\dms$/)
})
