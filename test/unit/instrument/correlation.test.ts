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
  expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/)
})

test('a request that writes no line of its own makes no logger, and the one it makes is kept', async () => {
  const shop = createShop()
  let [made, isKept] = [0, false]
  const child = shop.logger.child.bind(shop.logger)
  shop.logger.child = ((bindings: object) => {
    made += 1
    return child(bindings)
  }) as typeof shop.logger.child
  const application = new Koa()
  application.use(koaCorrelation(shop.logger)).use((ctx) => {
    if (ctx.path === '/loud') isKept = ctx.state['log'] === ctx.state['log']
    ctx.body = 'ok'
  })
  const url = await serve(application.callback())
  await ask(`${url}/quiet`)
  expect(made).toBe(0)
  await ask(`${url}/loud`)
  expect(isKept).toBe(true)
  expect(made).toBe(1)
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
