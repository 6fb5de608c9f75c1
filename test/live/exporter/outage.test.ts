import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scrape, startExporter, type ExporterUnderTest, type ScrapedPage } from '../../support/exporter.js'
import { startPostgres, startRedis, type Postgres, type Redis } from '../../support/services.js'
import { createDataFolder } from '../../support/uploads.js'
import { createShop } from './shop-database.js'

const yaml = readFileSync('plimsoll.yaml', 'utf8')
const data = createDataFolder()
let database: Postgres
let cache: Redis
let exporter: ExporterUnderTest

beforeAll(async () => {
  ;[database, cache] = await Promise.all([startPostgres(), startRedis()])
  await createShop(database.url)
  exporter = await startExporter(yaml, { DATABASE_URL: database.url, REDIS_URL: cache.url, ...data.environment })
})
afterAll(async () => {
  await Promise.all([exporter?.close(), database?.stop(), cache?.stop()])
  data.remove()
})

/** Collectors by the subject that their name begins with: whether all of them work, or none, or how many. */
const works = ({ series }: ScrapedPage): Readonly<Record<string, string>> => {
  const subjects = new Map<string, { total: number; working: number }>()
  for (const { name, labels, value } of series) {
    if (name !== 'plimsoll_collector_success') continue
    const subject = labels['collector']?.split('_')[0] ?? ''
    const counts = subjects.get(subject) ?? { total: 0, working: 0 }
    subjects.set(subject, { total: counts.total + 1, working: counts.working + value })
  }
  const word = (working: number, total: number) => (working === 0 ? 'none' : working === total ? 'all' : `${working} of ${total}`)
  return Object.fromEntries([...subjects].map(([subject, { total, working }]) => [subject, word(working, total)]))
}

const ALL = { postgres: 'all', sql: 'all', redis: 'all', system: 'all', upload: 'all', probe: 'all' }

/** Scrapes until everything works again, at most ten seconds. */
const recovered = async (): Promise<ScrapedPage> => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const page = await scrape(exporter.url)
    if (isDeepStrictEqual(works(page), ALL)) return page
    await sleep(200)
  }
  throw new Error('nothing recovered')
}

describe('a source that dies', () => {
  test('PostgreSQL: its collectors report 0, the others are whole, the page comes at once', async () => {
    expect(works(await scrape(exporter.url))).toEqual(ALL)
    await database.kill()
    const page = await scrape(exporter.url)
    expect(works(page)).toMatchObject({ postgres: 'none', redis: 'all', system: 'all' })
    expect(page.value('pg_up')).toBe(0)
    expect(page.value('redis_up')).toBe(1)
    expect(page.value('pg_stat_database_xact_commit')).toBeUndefined()
    expect(page.value('plimsoll_collector_duration_seconds', { collector: 'postgres_locks' })).toBeGreaterThanOrEqual(0)
    expect(page.seconds).toBeLessThan(2)
  })

  test('and comes back is read again, without a restart', async () => {
    await database.restart()
    const page = await recovered()
    expect(page.value('pg_up')).toBe(1)
  })

  test('Redis: likewise', async () => {
    await cache.kill()
    const page = await scrape(exporter.url)
    expect(works(page)).toEqual({ ...ALL, redis: 'none' })
    expect(page.value('redis_up')).toBe(0)
    expect(page.seconds).toBeLessThan(2)
    await cache.restart()
    expect((await recovered()).value('redis_up')).toBe(1)
  })
})

describe('a source that hangs', () => {
  test('PostgreSQL: the page comes half a second before Prometheus gives up', async () => {
    await database.pause()
    const page = await scrape(exporter.url, 2)
    expect(works(page)).toMatchObject({ postgres: 'none', redis: 'all', system: 'all' })
    expect(page.value('pg_up')).toBe(0)
    expect(page.seconds).toBeGreaterThan(1.4)
    expect(page.seconds).toBeLessThan(2)
    const [first, second] = await Promise.all([scrape(exporter.url, 2), scrape(exporter.url, 1.2)])
    expect(first.seconds).toBeLessThan(2)
    expect(second.seconds).toBeLessThan(1.2)
    await database.resume()
    expect((await recovered()).value('pg_up')).toBe(1)
  })

  test('PostgreSQL, in the middle of a scrape', async () => {
    const pages = Promise.all(Array.from({ length: 3 }, () => scrape(exporter.url, 2)))
    await database.pause()
    for (const { seconds, value } of await pages) {
      expect(seconds).toBeLessThan(2)
      expect(value('redis_up')).toBe(1)
    }
    await database.resume()
    await recovered()
  })

  test('Redis: likewise', async () => {
    await cache.pause()
    const page = await scrape(exporter.url, 1.5)
    expect(works(page)).toEqual({ ...ALL, redis: 'none' })
    expect(page.value('redis_up')).toBe(0)
    expect(page.seconds).toBeLessThan(1.5)
    await cache.resume()
    expect((await recovered()).value('redis_up')).toBe(1)
  })

  test('a stranger on the port that never speaks holds nothing up', async () => {
    const silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const servers = `postgres: [{ name: p, url: "postgres://me@127.0.0.1:${port}/x" }]\nredis: [{ name: r, url: "redis://127.0.0.1:${port}" }]\nsystem: {}`
    const lonely = await startExporter(servers)
    const page = await scrape(lonely.url, 1)
    expect(page.seconds).toBeLessThan(1)
    expect(works(page)).toEqual({ postgres: 'none', redis: 'none', system: 'all' })
    expect([page.value('pg_up'), page.value('redis_up')]).toEqual([0, 0])
    await lonely.close()
    silent.close()
  })
})

describe('a password', () => {
  test('stands in no page, log or answer, right or wrong', async () => {
    const password = 'hunter2-wrong'
    const url = database.url.replace(database.password, password)
    const wrong = await startExporter(`${yaml}\n`, { DATABASE_URL: url, REDIS_URL: cache.url.replace('redis://', `redis://:${password}@`) })
    const page = await scrape(wrong.url)
    expect(page.value('pg_up')).toBe(0)
    const pages = await Promise.all(
      ['/', '/info', '/api/health', '/healthz/metrics'].map(async (path) => (await fetch(`${wrong.url}${path}`)).text()),
    )
    for (const text of [page.text, wrong.log(), ...pages]) expect(text).not.toContain(password)
    expect(wrong.log()).toContain('password authentication failed')
    for (const text of [exporter.log(), (await scrape(exporter.url)).text]) expect(text).not.toContain(database.password)
    await wrong.close()
  })
})
