import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { application, counter, family, metrics, type Metric, shopEvents } from '../../../definition/catalogue/index.js'
import {
  businessEvents,
  collectProcess,
  counterOf,
  createInstruments,
  gaugeOf,
  histogramOf,
  hookServer,
  type Instruments,
  instrumentCache,
  instrumentPool,
  renderMetrics,
  vitalsBeacon,
} from '../../../instrument/index.js'
import { createServer } from 'node:http'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { samples } from './support.js'

const declared: Readonly<Record<string, Metric>> = metrics
const odd = family('application', {
  odd_total: counter({ help: 'Two\nlines and a \\.', labels: { a: 'open', b: 'open' }, source: 'test', series: 2 }),
})

/** Everything that an application can embed, none of it connected. */
const embedAll = (): Instruments => {
  const instruments = createInstruments()
  collectProcess(instruments)
  businessEvents(instruments)
  vitalsBeacon(instruments, { pages: ['home'] })
  hookServer(instruments, createServer())
  const pool = instrumentPool(instruments, new Pool({ host: '127.0.0.1', port: 1 }), 'shop')
  void pool.query('nothing', 'SELECT 1').catch(() => undefined)
  instrumentCache(instruments, new Redis({ lazyConnect: true, host: '127.0.0.1', port: 1 }), 'products')
  return instruments
}

const typeLines = (body: string): readonly (readonly string[])[] =>
  body
    .split('\n')
    .filter((line) => line.startsWith('# TYPE '))
    .map((line) => line.split(' ').slice(2))

test('what the page shows is what the catalogue declares: every name, kind and label', async () => {
  const instruments = embedAll()
  const { body } = await renderMetrics(instruments)
  for (const [name = '', kind] of typeLines(body)) expect([name, declared[name]?.kind]).toEqual([name, kind])
  for (const key of (await samples(instruments)).keys()) {
    const [series = '', braces = ''] = key.split('{')
    const name = declared[series] === undefined ? series.replace(/_(bucket|sum|count)$/, '') : series
    const labels = [...braces.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le')
    expect([name, labels.toSorted()]).toEqual([name, Object.keys(declared[name]?.labels ?? {}).toSorted()])
  }
})

test('every metric that an application declares is on the page', async () => {
  const { body } = await renderMetrics(embedAll())
  const shown = new Set(typeLines(body).map(([name]) => name))
  const missing = Object.values(declared).filter((metric) => metric.exposedBy === 'application' && !shown.has(metric.name))
  expect(missing.map(({ name }) => name)).toEqual([])
})

test('the page names its format, and each family has its HELP and TYPE once', async () => {
  const { contentType, body } = await renderMetrics(embedAll())
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  const names = typeLines(body).map(([name]) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(body.endsWith('\n')).toBe(true)
})

test('the process is on the page until it is stopped', async () => {
  const instruments = createInstruments()
  const stop = collectProcess(instruments)
  await sleep(20)
  expect((await samples(instruments)).get('process_resident_memory_bytes')).toBeGreaterThan(1e6)
  expect(() => collectProcess(instruments)).toThrow('call collectProcess once')
  stop()
  expect((await renderMetrics(instruments)).body).toBe('')
})

test('series whose labels only look alike stay apart, and odd texts are escaped', async () => {
  const instruments = createInstruments()
  const odds = counterOf(instruments, odd.odd_total)
  odds.inc({ a: '1,b:2', b: '3' })
  odds.inc({ a: '1', b: '2,b:3' })
  odds.inc({ a: 'x|', b: 'y' }, 5)
  odds.inc({ a: 'x', b: '|y' }, 6)
  odds.inc({ a: '"\\\n', b: '' })
  expect((await renderMetrics(instruments)).body).toBe(
    [
      '# HELP odd_total Two\\nlines and a \\\\.',
      '# TYPE odd_total counter',
      'odd_total{a="1,b:2",b="3"} 1',
      'odd_total{a="1",b="2,b:3"} 1',
      'odd_total{a="x|",b="y"} 5',
      'odd_total{a="x",b="|y"} 6',
      'odd_total{a="\\"\\\\\\n",b=""} 1',
      '',
    ].join('\n'),
  )
})

test('buckets are cumulative, and a value on a bound lies under it', async () => {
  const instruments = createInstruments()
  const durations = histogramOf(instruments, application.db_query_duration_seconds)
  for (const seconds of [0.001, 0.0011, 7]) durations.observe({ query: 'q', outcome: 'success' }, seconds)
  const all = await samples(instruments)
  const at = (le: string) => all.get(`db_query_duration_seconds_bucket{query="q",outcome="success",le="${le}"}`)
  expect([at('0.001'), at('0.0025'), at('5'), at('+Inf')]).toEqual([1, 2, 2, 3])
  expect(all.get('db_query_duration_seconds_count{query="q",outcome="success"}')).toBe(3)
  expect(all.get('db_query_duration_seconds_sum{query="q",outcome="success"}')).toBeCloseTo(7.0021)
})

test('an open label takes 200 values, and further ones are counted as other', async () => {
  const instruments = createInstruments()
  const views = counterOf(instruments, shopEvents.shop_product_views_total)
  for (let category = 0; category < 250; category += 1) views.inc({ category: `category ${category}` })
  const all = await samples(instruments)
  expect(all.size).toBe(201)
  expect(all.get('shop_product_views_total{category="other"}')).toBe(50)
})

test('labels that are the same bytes are the same series, also where a letter is cut in half', async () => {
  const instruments = createInstruments()
  const views = counterOf(instruments, shopEvents.shop_product_views_total)
  for (const category of ['\ud800', '\ud801', '\udc00', `${'x'.repeat(199)}\u{1f600}`, `${'x'.repeat(199)}\u{10ffff}`])
    views.inc({ category })
  expect([...(await samples(instruments)).values()]).toEqual([3, 2])
  const { body } = await renderMetrics(instruments)
  expect(body.trimEnd().split('\n')).toHaveLength(2 + 2)
})

test('a wrong label or number is refused before anything is counted', async () => {
  const instruments = createInstruments()
  const orders = counterOf(instruments, shopEvents.shop_orders_created_total)
  const waiting = gaugeOf(instruments, application.db_pool_waiting)
  // @ts-expect-error a value that the closed label does not list
  expect(() => orders.inc({ status: 'lost' })).toThrow(/label status takes pending, paid, .*, not "lost"/)
  // @ts-expect-error a label that is left out
  expect(() => orders.inc({})).toThrow('label status needs a text')
  // @ts-expect-error a counter where a gauge is asked for
  expect(() => gaugeOf(instruments, shopEvents.shop_payments_total).set({}, 1)).toThrow(TypeError)
  expect(() => orders.inc({ status: 'paid' }, -1)).toThrow('only grows')
  expect(() => orders.inc({ status: 'paid' }, Number.NaN)).toThrow('finite')
  waiting.set({ pool: 'shop' }, 2)
  waiting.dec({ pool: 'shop' })
  expect([...(await samples(instruments))]).toEqual([['db_pool_waiting{pool="shop"}', 1]])
})

test('business events stand at 0 before the first, and only accepted payments are revenue', async () => {
  const instruments = createInstruments()
  const events = businessEvents(instruments)
  const before = await samples(instruments)
  expect(before.get('shop_orders_created_total{status="pending"}')).toBe(0)
  expect(before.get('shop_payments_total{method="paypal",outcome="declined"}')).toBe(0)
  expect(before.get('shop_basket_additions_total')).toBe(0)
  events.orderCreated('pending')
  events.payment({ method: 'card', outcome: 'accepted', amount: 49.9, currency: 'EUR' })
  events.payment({ method: 'card', outcome: 'declined', amount: 10, currency: 'EUR' })
  events.productView('shirts')
  events.basketAddition()
  const after = await samples(instruments)
  expect(after.get('shop_orders_created_total{status="pending"}')).toBe(1)
  expect(after.get('shop_payments_total{method="card",outcome="declined"}')).toBe(1)
  expect(after.get('shop_revenue_total{currency="EUR"}')).toBe(49.9)
  expect(after.get('shop_product_views_total{category="shirts"}')).toBe(1)
  expect(after.get('shop_basket_additions_total')).toBe(1)
})
