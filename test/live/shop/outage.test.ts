import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secret } from '../../../configuration/index.js'
import type { RunningShop } from '../../../shop/index.js'
import { freePort } from '../../support/services.js'
import { callerOf, eventually, startWorld, visitorOf, type Caller, type World } from './support.js'

let world: World
let shop: RunningShop
let api: Caller

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open()
  api = callerOf(shop.url)
})
afterAll(async () => {
  await shop?.close()
  await world?.stop()
})

const isReady = () => api.get('/api/health/readiness')

describe('without its cache', () => {
  test('the shop sells on, and takes the cache up again when it is back', async () => {
    const visitor = await visitorOf(shop.url)
    await api.get('/api/products?limit=5')
    await world.redis.kill()
    for (let index = 0; index < 5; index++) {
      const answer = await api.get('/api/products?limit=5')
      expect(answer.status).toBe(200)
      expect(answer.headers.get('x-cache')).toBe('miss')
    }
    await visitor.post('/api/basket/items', { productId: 1, quantity: 1 })
    expect((await visitor.post('/api/checkout')).status).toBe(201)
    expect((await isReady()).body).toEqual({ status: 'degraded', database: 'up', cache: 'down' })
    await world.redis.restart()
    const again = await eventually(
      () => api.get('/api/products?limit=5'),
      ({ headers }) => headers.get('x-cache') === 'hit',
      10,
    )
    expect(again.headers.get('x-cache')).toBe('hit')
  })

  test('a cache that hangs costs a request less than a second', async () => {
    await world.redis.pause()
    const startedAt = performance.now()
    const answer = await api.get('/api/products?limit=7')
    const took = performance.now() - startedAt
    await world.redis.resume()
    expect(answer.status).toBe(200)
    expect(took).toBeLessThan(1000)
  })
})

describe('without its database', () => {
  test('requests answer 503 in a sentence, readiness says which, liveness stays, and it recovers', async () => {
    await api.get('/api/products?limit=9')
    await world.postgres.kill()
    const answer = await api.get('/api/products/77')
    expect(answer.status).toBe(503)
    expect(answer.body).toEqual({ error: 'The database does not answer; try again in a moment.' })
    expect(answer.headers.get('retry-after')).toBe('2')
    expect((await api.post('/api/sessions')).status).toBe(503)
    expect((await api.get('/api/products?limit=9')).headers.get('x-cache')).toBe('hit')
    const ready = await isReady()
    expect(ready.status).toBe(503)
    expect(ready.body).toEqual({ status: 'down', database: 'down', cache: 'up' })
    expect((await api.get('/api/health/liveness')).status).toBe(200)
    await world.postgres.restart()
    expect((await eventually(isReady, ({ status }) => status === 200, 15)).status).toBe(200)
    expect((await api.get('/api/products/77')).status).toBe(200)
  })

  test('a database that hangs is a 503 within its time limit, not a request that hangs', async () => {
    await world.postgres.pause()
    const answers = await Promise.all([api.get('/api/products/78'), isReady()])
    await world.postgres.resume()
    expect(answers.map(({ status }) => status)).toEqual([503, 503])
    expect((await eventually(isReady, ({ status }) => status === 200, 15)).status).toBe(200)
  })
})

describe('the start', () => {
  test('a service that is not there is waited for, then named with the remedy', async () => {
    const port = await freePort()
    const nowhere = secret(`redis://127.0.0.1:${port}`)
    await expect(world.open({ redisUrl: nowhere, waitSeconds: 1 })).rejects.toThrow(
      `Redis at 127.0.0.1:${port} does not answer after 1 s (ECONNREFUSED); start it or correct REDIS_URL.`,
    )
  })

  test('a wrong password is said at once and not printed', async () => {
    const wrong = secret(world.postgres.url.replace(/:[^:@]+@/, ':geheim@'))
    const startedAt = performance.now()
    const failure: unknown = await world.open({ databaseUrl: wrong, waitSeconds: 30 }).catch((error: unknown) => error)
    expect(String(failure)).toMatch(/PostgreSQL at \S+ refuses the shop \(28P01\); correct DATABASE_URL/)
    expect(String(failure)).not.toContain('geheim')
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })

  test('a port that is taken is named with the variable that moves it', async () => {
    const port = Number(new URL(shop.url).port)
    await expect(world.open({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use by node (process ${process.pid})`)
  })
})
