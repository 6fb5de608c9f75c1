import { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import Koa from 'koa'
import { expect, test } from 'vitest'
import { createInstruments, createLogger, koaCorrelation, koaMetrics, type CorrelationOptions } from '../../../instrument/index.js'
import { ask, serve } from './support.js'

type Line = Readonly<Record<string, unknown>>

const createShop = (options: CorrelationOptions = {}) => {
  const texts: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      texts.push(String(chunk))
      done()
    },
  })
  const logger = createLogger('shop', { destination })
  const application = new Koa()
  application.on('error', (error: Error, ctx: Koa.Context) => ctx.state['log'].error({ reason: error.message }, 'failed'))
  application.use(koaMetrics(createInstruments())).use(koaCorrelation(logger, options))
  application.use(async (ctx) => {
    await sleep(ctx.path === '/slow' ? 20 : 1)
    logger.info('from anywhere')
    ctx.state['log'].child({ part: 'basket' }).info('from the request')
    if (ctx.path === '/broken') throw new Error('broken')
    ctx.body = 'ok'
  })
  return { logger, texts, lines: () => texts.map((text) => JSON.parse(text) as Line), callback: application.callback() }
}

test('a well-formed id of the caller is on every line of its request and on the answer', async () => {
  const shop = createShop()
  const url = await serve(shop.callback)
  const answers = await Promise.all([
    ask(`${url}/slow`, { headers: { 'x-correlation-id': 'order-17.a_B' } }),
    ask(`${url}/quick`, { headers: { 'x-correlation-id': 'order-18' } }),
  ])
  expect(answers.map(({ headers }) => headers['x-correlation-id'])).toEqual(['order-17.a_B', 'order-18'])
  expect(shop.lines().map((line) => [line['correlation_id'], line['msg']])).toEqual([
    ['order-18', 'from anywhere'],
    ['order-18', 'from the request'],
    ['order-17.a_B', 'from anywhere'],
    ['order-17.a_B', 'from the request'],
  ])
  for (const text of shop.texts) expect(text.match(/correlation_id/g)).toHaveLength(1)
})

test('without the mixin the id is on the lines of the request’s own log alone, and on the answer', async () => {
  const shop = createShop({ mixin: false })
  const { headers } = await ask(await serve(shop.callback), { headers: { 'x-correlation-id': 'order-20' } })
  expect(headers['x-correlation-id']).toBe('order-20')
  expect(shop.lines().map((line) => [line['correlation_id'], line['msg']])).toEqual([
    [undefined, 'from anywhere'],
    ['order-20', 'from the request'],
  ])
})

test('an answer that failed keeps the id, and so does the line that says why', async () => {
  const shop = createShop()
  const { status, headers } = await ask(`${await serve(shop.callback)}/broken`, { headers: { 'x-correlation-id': 'order-19' } })
  expect([status, headers['x-correlation-id']]).toEqual([500, 'order-19'])
  expect(shop.lines().find(({ msg }) => msg === 'failed')).toMatchObject({ correlation_id: 'order-19', reason: 'broken', level: 'error' })
})

test.each([['x'.repeat(65)], ['a b'], ['<script>'], ['{"$ne":1}'], ['ünïcode']])('%s is no id, so a new one is made', async (sent) => {
  const url = await serve(createShop().callback)
  const { headers } = await ask(url, { headers: { 'x-correlation-id': sent } })
  expect(headers['x-correlation-id']).toMatch(/^[0-9a-f]{32}$/)
})

test('no two new ids are alike', async () => {
  const url = await serve(createShop({ mixin: false }).callback)
  const ids = new Set<unknown>()
  for (let request = 0; request < 600; request += 1) ids.add((await ask(url)).headers['x-correlation-id'])
  expect(ids.size).toBe(600)
})

test('the log of a request is made once, is its own, and leaves the logger as it was', async () => {
  const shop = createShop()
  const logs: unknown[] = []
  const application = new Koa()
  application.use(koaCorrelation(shop.logger, { mixin: false })).use((ctx) => {
    logs.push(ctx.state['log'], ctx.state['log'])
    ctx.state['log'].warn('from the request')
    shop.logger.warn('from anywhere')
    ctx.body = 'ok'
  })
  const url = await serve(application.callback())
  await ask(url, { headers: { 'x-correlation-id': 'order-21' } })
  await ask(url, { headers: { 'x-correlation-id': 'order-22' } })
  expect([logs[0] === logs[1], logs[2] === logs[3], logs[0] === logs[2]]).toEqual([true, true, false])
  expect(shop.lines().map((line) => line['correlation_id'])).toEqual(['order-21', undefined, 'order-22', undefined])
  for (const text of shop.texts) expect(text).toMatch(/^\{"level":"warn","time":"[^"]+","name":"shop"/)
})

test('what an application has put into the state of a request is kept, and so is a log of its own', async () => {
  const shop = createShop()
  const own = shop.logger.child({ part: 'own' })
  const application = new Koa()
  application.use((ctx, next) => {
    ctx.state['user'] = 'ann'
    return next()
  })
  application.use(koaCorrelation(shop.logger)).use((ctx) => {
    ctx.state['log'] = own
    ctx.body = [ctx.state['user'], ctx.state['correlationId'], ctx.state['log'] === own]
  })
  const { text } = await ask(await serve(application.callback()), { headers: { 'x-correlation-id': 'order-23' } })
  expect(JSON.parse(text)).toEqual(['ann', 'order-23', true])
})

test('a line outside a request has no id, and names its service, level and time', () => {
  const shop = createShop()
  shop.logger.warn('started')
  const [line] = shop.lines()
  expect(line).toMatchObject({ name: 'shop', level: 'warn', msg: 'started' })
  expect(line).not.toHaveProperty('correlation_id')
  expect(Number.isNaN(Date.parse(String(line?.['time'])))).toBe(false)
})

test('secrets do not reach the log', () => {
  const shop = createShop()
  shop.logger.info({
    password: 'hunter2',
    user: { token: 'hunter2', name: 'ann' },
    headers: { authorization: 'hunter2', 'set-cookie': 'hunter2', accept: 'text/html' },
    request: { headers: { cookie: 'hunter2' } },
    database: { connectionString: 'postgres://u:hunter2@h/d' },
  })
  expect(shop.texts.join('')).not.toContain('hunter2')
  expect(shop.texts.join('')).toContain('text/html')
})
