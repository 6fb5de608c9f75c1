import { once } from 'node:events'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createInstruments, instrumentCache } from '../../../instrument/index.js'
import { type Redis as RedisServer, startRedis } from '../../support/services.js'
import { eventually, samples } from '../../unit/instrument/support.js'

let server: RedisServer

beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

const watched = async () => {
  const instruments = createInstruments()
  const redis = new Redis(server.url, { protocol: 2, retryStrategy: () => 50 })
  onTestFinished(() => redis.disconnect())
  await once(redis, 'ready')
  await redis.flushall()
  const cache = instrumentCache(instruments, redis, 'products')
  const counts = async () => {
    const all = await samples(instruments)
    const lookups = (outcome: string) => all.get(`cache_requests_total{cache="products",outcome="${outcome}"}`)
    return { hit: lookups('hit'), miss: lookups('miss') }
  }
  const failures = async (operation: string) =>
    (await samples(instruments)).get(`cache_operation_failures_total{cache="products",operation="${operation}"}`)
  return { instruments, redis, cache, counts, failures }
}

const shirt = { id: 17, name: 'Linen shirt', sizes: ['S', 'M'] }

test('the second look-up is a hit, and what is deleted or has expired is a miss', async () => {
  const { instruments, redis, cache, counts, failures } = await watched()
  let loads = 0
  const load = async () => {
    loads += 1
    return shirt
  }
  expect(await cache.remember('product:17', 60, load)).toEqual(shirt)
  expect(await cache.remember('product:17', 60, load)).toEqual(shirt)
  expect([loads, await counts()]).toEqual([1, { hit: 1, miss: 1 }])
  expect(await redis.ttl('product:17')).toBeGreaterThan(55)
  await cache.delete('product:17', 'product:18')
  expect(await cache.get('product:17')).toBeUndefined()
  await cache.set('short', 1, 0.05)
  expect(await cache.get('short')).toBe(1)
  expect(
    await eventually(
      () => cache.get('short'),
      (value) => value === undefined,
    ),
  ).toBeUndefined()
  const all = await samples(instruments)
  expect(all.get('cache_operation_duration_seconds_count{cache="products",operation="delete"}')).toBe(1)
  expect(all.get('cache_operation_duration_seconds_count{cache="products",operation="set"}')).toBe(2)
  expect(await failures('get')).toBe(0)
})

test('a value that is no JSON is a miss, and is replaced', async () => {
  const { redis, cache, counts, failures } = await watched()
  await redis.set('product:17', '{"id":')
  expect(await cache.remember('product:17', 60, async () => shirt)).toEqual(shirt)
  expect(await cache.get('product:17')).toEqual(shirt)
  expect([await counts(), await failures('get')]).toEqual([{ hit: 1, miss: 1 }, 1])
})

test('what the source of the value throws passes through, and nothing is cached', async () => {
  const { redis, cache } = await watched()
  await expect(cache.remember('product:17', 60, () => Promise.reject(new Error('no database')))).rejects.toThrow('no database')
  expect(await redis.exists('product:17')).toBe(0)
})

test('a lifetime that is no time is refused', async () => {
  const { cache } = await watched()
  await expect(cache.set('product:17', shirt, 0)).rejects.toThrow(TypeError)
})

test('a cache that dies costs no request, and is used again once it is back', async () => {
  const { cache, counts, failures } = await watched()
  await cache.set('product:17', shirt, 60)
  await server.kill()
  const startedAt = performance.now()
  for (let request = 0; request < 20; request += 1) expect(await cache.remember('product:17', 60, async () => shirt)).toEqual(shirt)
  await cache.delete('product:17')
  expect(performance.now() - startedAt).toBeLessThan(1500)
  expect(await counts()).toEqual({ hit: 0, miss: 20 })
  expect(await failures('get')).toBe(20)
  await server.restart()
  const found = await eventually(
    () => cache.remember('product:17', 60, async () => shirt).then(() => counts()),
    ({ hit }) => hit !== 0,
  )
  expect(found.hit).toBeGreaterThan(0)
})

test('a cache that hangs holds a request up for a moment only', async () => {
  const { cache, failures } = await watched()
  await server.pause()
  const startedAt = performance.now()
  const value = await cache.remember('product:17', 60, async () => shirt)
  const took = performance.now() - startedAt
  await server.resume()
  expect(value).toEqual(shirt)
  expect(took).toBeLessThan(900)
  expect(await failures('get')).toBe(1)
})
