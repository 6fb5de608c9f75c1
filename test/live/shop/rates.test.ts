import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { secret } from '../../../configuration/index.js'
import { businessEvents, createInstruments, instrumentCache, renderMetrics } from '../../../instrument/index.js'
import { createBreaker } from '../../../shop/domain/currency/breaker.js'
import { createRates, type RatesSource } from '../../../shop/domain/currency/rates.js'
import { startRates } from '../../../shop/rates/stand-in.js'
import { startEndpoint } from '../../support/endpoints.js'
import { freePort } from '../../support/services.js'
import { callerOf, sample, startWorld, type World } from './support.js'

let world: World
let outside: Awaited<ReturnType<typeof startRates>>
let redis: Redis

const throwFault = async (kind: string): Promise<void> => {
  expect((await fetch(`${outside.url}/faults?kind=${kind}&seconds=60`, { method: 'POST' })).status).toBe(201)
}
const heal = () => fetch(`${outside.url}/faults`, { method: 'DELETE' })

beforeAll(async () => {
  world = await startWorld()
  outside = await startRates({ port: 0, faults: { enabled: true } })
  redis = new Redis(world.redis.url).setMaxListeners(50)
  redis.on('error', () => undefined)
})
afterAll(async () => {
  redis?.disconnect()
  await outside?.close()
  await world?.stop()
})
beforeEach(async () => {
  await heal()
  await redis.flushall()
})

interface Client extends RatesSource {
  readonly count: (outcome: string) => Promise<number>
  readonly value: (series: string) => Promise<number>
}

/** A client with little patience, and what it counts. */
const clientOf = (url = outside.url): Client => {
  const instruments = createInstruments()
  const rates = createRates({
    url,
    cache: instrumentCache(instruments, redis, 'rates'),
    events: businessEvents(instruments),
    logger: pino({ level: 'silent' }),
    timeoutMilliseconds: 150,
    backoffMilliseconds: 10,
    breaker: createBreaker({ failures: 5, pauseSeconds: 0.5 }),
  })
  const value = async (series: string): Promise<number> => {
    const line = (await renderMetrics(instruments)).body.split('\n').find((entry) => entry.startsWith(`${series} `))
    return Number(line?.slice(series.length + 1))
  }
  return { ...rates, value, count: (outcome) => value(`shop_rates_requests_total{outcome="${outcome}"}`) }
}

describe('currency rates', () => {
  test('are those of the outside service, and a request is counted with its time', async () => {
    const client = clientOf()
    const latest = await client.latest()
    expect(latest).toMatchObject({ base: 'EUR', isStale: false })
    expect(latest?.rates['USD']).toBeGreaterThan(1)
    expect(latest?.ageSeconds).toBeLessThan(1)
    expect([await client.count('success'), await client.value('shop_rates_request_duration_seconds_count')]).toEqual([1, 1])
    expect(await client.value('shop_rates_circuit_open')).toBe(0)
  })

  test('are asked for once however many want them, and not again while they are held', async () => {
    const client = clientOf()
    await Promise.all(Array.from({ length: 10 }, () => client.latest()))
    await client.latest()
    expect(await client.count('success')).toBe(1)
  })

  test.each([
    ['dead', 'timeout'],
    ['failing', 'refused'],
    ['slow', 'timeout'],
  ])('of a %s service are tried three times as %s, and the last ones stay and age', async (kind, outcome) => {
    const client = clientOf()
    const before = await client.latest()
    await throwFault(kind)
    await client.refresh()
    expect(await client.count(outcome)).toBe(3)
    const after = await client.latest()
    expect(after?.rates).toEqual(before?.rates)
    expect(await client.value('shop_rates_age_seconds')).toBeGreaterThan(0.02)
    await heal()
    await client.refresh()
    expect(await client.count('success')).toBe(2)
    expect(await client.value('shop_rates_age_seconds')).toBeLessThan(0.3)
  })

  test('of a service that is not there are unreachable', async () => {
    const client = clientOf(`http://127.0.0.1:${await freePort()}`)
    expect(await client.latest()).toBeUndefined()
    expect(await client.count('unreachable')).toBe(3)
  })

  test.each(['no json', '{"base":"EUR","asOf":"2026-11-21T00:00","rates":{"USD":-1}}', '[]', `{"x":"${'y'.repeat(70_000)}"}`])(
    'that make no sense are invalid: %.60s',
    async (body) => {
      const endpoint = await startEndpoint((_request, response) => response.end(body))
      const client = clientOf(endpoint.url)
      expect(await client.latest()).toBeUndefined()
      expect(await client.count('invalid')).toBe(3)
      await endpoint.close()
    },
  )

  test('are not asked for after five failures in a row, but for one try a pause, and come back', async () => {
    const client = clientOf()
    await throwFault('failing')
    await client.refresh()
    await client.refresh()
    expect([await client.count('refused'), await client.count('skipped')]).toEqual([5, 1])
    expect(await client.value('shop_rates_circuit_open')).toBe(1)
    await client.refresh()
    expect([await client.count('refused'), await client.count('skipped')]).toEqual([5, 2])
    await heal()
    await new Promise((resolve) => setTimeout(resolve, 600))
    await client.refresh()
    expect([await client.count('success'), await client.value('shop_rates_circuit_open')]).toEqual([1, 0])
  })

  test('outlive the process that fetched them', async () => {
    const first = await clientOf().latest()
    await throwFault('dead')
    const second = clientOf()
    expect((await second.latest())?.rates).toEqual(first?.rates)
    expect(await second.count('timeout')).toBe(0)
  })
})

describe('the stand-in', () => {
  test('is broken by those alone who may, within bounds, and heals itself', async () => {
    const guarded = await startRates({ port: 0, faults: { enabled: true, token: secret('geheim') } })
    const off = await startRates({ port: 0 })
    const post = async (url: string, headers = {}) => (await fetch(url, { method: 'POST', headers })).status
    expect(await post(`${off.url}/faults`)).toBe(404)
    expect(await post(`${guarded.url}/faults`)).toBe(404)
    expect(await post(`${guarded.url}/faults`, { 'x-faults-token': 'falsch' })).toBe(404)
    expect(await post(`${guarded.url}/faults?kind=failing&seconds=1`, { 'x-faults-token': 'geheim' })).toBe(201)
    expect((await fetch(`${guarded.url}/latest`)).status).toBe(500)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await fetch(`${guarded.url}/latest`)).status).toBe(200)
    expect(await post(`${outside.url}/faults?seconds=0`)).toBe(400)
    expect(await post(`${outside.url}/faults?seconds=4000`)).toBe(400)
    expect(await post(`${outside.url}/faults?kind=odd`)).toBe(400)
    expect(await post(`${outside.url}/faults`, { 'x-forwarded-for': '10.0.0.1' })).toBe(404)
    await Promise.all([guarded.close(), off.close()])
  })
})

test("the shop's switch lets the outside service answer no more, and again when it is healed", async () => {
  const shop = await world.open({ ratesUrl: outside.url, faults: { enabled: true } })
  const api = callerOf(shop.url)
  expect((await api.post('/api/faults/dead-outside-api', { seconds: 60 })).status).toBe(201)
  await expect(fetch(`${outside.url}/latest`, { signal: AbortSignal.timeout(300) })).rejects.toThrow('timeout')
  expect((await api.remove('/api/faults/dead-outside-api')).body).toEqual({ healed: true })
  expect((await fetch(`${outside.url}/latest`)).status).toBe(200)
  await outside.close()
  expect((await api.post('/api/faults/dead-outside-api', { seconds: 60 })).status).toBe(409)
  outside = await startRates({ port: Number(new URL(outside.url).port), faults: { enabled: true } })
  await shop.close()
})

test('the shop answers the rates with their age, and 503 where it has none', async () => {
  const shop = await world.open({ ratesUrl: outside.url })
  const answer = await callerOf(shop.url).get('/api/rates')
  expect(answer).toMatchObject({ status: 200, body: { base: 'EUR', isStale: false } })
  expect(answer.body.ageSeconds).toBeLessThan(5)
  expect(await sample(shop.url, 'shop_rates_requests_total{outcome="success"}')).toBe(1)
  expect(await sample(shop.url, 'shop_rates_age_seconds')).toBeGreaterThan(0)
  await shop.close()
  await redis.flushall()
  const without = await world.open()
  expect((await callerOf(without.url).get('/api/rates')).status).toBe(503)
  await without.close()
})
