import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scrape, startExporter, type ExporterUnderTest, type ScrapedPage } from '../../support/exporter.js'
import { administer } from '../../support/redis-servers.js'
import { startRedis, type Redis } from '../../support/services.js'

const KEYS = 100_000
let cache: Redis

const fill = (url: string): Promise<void> =>
  administer(url, async (client) => {
    await client.eval(`for i = 1, ${KEYS} do redis.call('SET', (i % 4 == 0 and 'session:' or 'page:') .. i, i) end`, 0)
    await client.rpush('queue:mails', 'a', 'b', 'c')
    await client.set('stock', '42.5')
    await client.set('name', 'no number')
    await client.hset('basket', { a: 1, b: 2 })
    await client.select(3)
    await client.mset('session:1', 'x', 'session:2', 'y')
  })

beforeAll(async () => {
  cache = await startRedis()
  await fill(cache.url)
})
afterAll(() => cache?.stop())

const withExporter = async (keys: string, work: (exporter: ExporterUnderTest) => Promise<void>, url = cache.url): Promise<void> => {
  const exporter = await startExporter(`redis: [{ name: c, url: "${url}", keys: [${keys}] }]`)
  try {
    await work(exporter)
  } finally {
    await exporter.close()
  }
}

const scrapedUntil = async (url: string, isEnough: (page: ScrapedPage) => boolean): Promise<ScrapedPage> => {
  for (let left = 300; left > 0; left -= 1) {
    const page = await scrape(url)
    if (isEnough(page)) return page
    await sleep(100)
  }
  throw new Error('never came')
}

test('a pattern is counted beside the scrapes, in every database that is asked for', async () => {
  const keys = '{ pattern: "session:*" }, { pattern: "session:*", database: 3 }, { pattern: "nothing:*" }'
  await withExporter(keys, async ({ url }) => {
    const first = await scrape(url)
    expect(first.value('redis_keys_count', { key: 'session:*', db: 'db0' })).toBeUndefined()
    expect(first.value('plimsoll_collector_success', { collector: 'redis_keys' })).toBe(1)
    const page = await scrapedUntil(url, ({ value }) => value('redis_keys_count', { key: 'nothing:*' }) !== undefined)
    expect(page.value('redis_keys_count', { key: 'session:*', db: 'db0' })).toBe(KEYS / 4)
    expect(page.value('redis_keys_count', { key: 'session:*', db: 'db3' })).toBe(2)
    expect(page.value('redis_keys_count', { key: 'nothing:*' })).toBe(0)
    expect(page.value('plimsoll_redis_keys_age_seconds', { key: 'nothing:*' })).toBeLessThan(20)
  })
})

test('a scrape never waits for it, and a count that is longer than a turn goes on after the next scrape', async () => {
  await withExporter('{ pattern: "session:*", turn_limit: 30000 }', async ({ url }) => {
    const slowest: number[] = []
    let scrapes = 0
    await scrapedUntil(url, ({ seconds, value }) => {
      slowest.push(seconds)
      scrapes += 1
      return value('redis_keys_count') === KEYS / 4
    })
    expect(scrapes).toBeGreaterThan(3)
    expect(Math.max(...slowest.slice(1))).toBeLessThan(1)
  })
})

test('the server is asked once an interval, whoever scrapes', async () => {
  await withExporter('{ pattern: "page:*", batch: 1000 }', async ({ url }) => {
    await scrapedUntil(url, ({ value }) => value('redis_keys_count') === (KEYS / 4) * 3)
    const before = (await scrape(url)).value('redis_commands_total', { cmd: 'scan' })
    for (let round = 0; round < 5; round += 1) await scrape(url)
    expect((await scrape(url)).value('redis_commands_total', { cmd: 'scan' })).toBe(before)
  })
})

test('a database that is larger than the limit is not counted, and the log says so', async () => {
  await withExporter('{ pattern: "session:*", batch: 1000, limit: 20000 }', async (exporter) => {
    await scrape(exporter.url)
    await expect.poll(exporter.log, { timeout: 20_000 }).toContain('there are more keys to look at than its limit')
    const page = await scrape(exporter.url)
    expect(page.value('redis_keys_count')).toBeUndefined()
    expect(page.value('plimsoll_collector_success', { collector: 'redis_keys' })).toBe(1)
  })
})

test('a key has its size, and its value where it is a number', async () => {
  const keys = ['queue:mails', 'stock', 'name', 'basket', 'gone'].map((key) => `{ key: "${key}" }`).join(', ')
  await withExporter(keys, async ({ url }) => {
    const page = await scrapedUntil(url, ({ value }) => value('redis_key_size', { key: 'gone' }) !== undefined)
    const size = (key: string) => page.value('redis_key_size', { key, db: 'db0' })
    expect([size('queue:mails'), size('stock'), size('name'), size('basket'), size('gone')]).toEqual([3, 4, 9, 2, 0])
    expect(page.value('redis_key_value', { key: 'stock' })).toBe(42.5)
    expect(page.value('redis_key_value', { key: 'name' })).toBeUndefined()
  })
})

test('a server that dies costs its counts, and they come back with it', async () => {
  const hanging = await startRedis()
  try {
    await administer(hanging.url, (client) => client.mset('session:1', 'x', 'page:1', 'y'))
    await withExporter(
      '{ pattern: "session:*", interval: 1s }',
      async ({ url }) => {
        await scrapedUntil(url, ({ value }) => value('redis_keys_count') === 1)
        await hanging.kill()
        await scrapedUntil(url, ({ value }) => value('plimsoll_collector_success', { collector: 'redis_keys' }) === 0)
        const down = await scrape(url)
        expect(down.value('redis_keys_count')).toBeUndefined()
        expect(down.value('redis_up')).toBe(0)
        await hanging.restart()
        await administer(hanging.url, (client) => client.mset('session:1', 'x', 'session:2', 'y', 'page:1', 'y'))
        await scrapedUntil(url, ({ value }) => value('redis_keys_count') === 2)
      },
      hanging.url,
    )
  } finally {
    await hanging.stop()
  }
})

test('it holds two connections, both named, and none is left behind', async () => {
  const named = () =>
    administer(cache.url, async (client) =>
      [...String(await client.client('LIST')).matchAll(/name=(plimsoll\w+)/g)].map(([, name]) => name).sort(),
    )
  await withExporter('{ pattern: "session:*" }, { key: stock }', async ({ url }) => {
    await scrapedUntil(url, ({ value }) => value('redis_key_size') !== undefined)
    expect(await named()).toEqual(['plimsoll_exporter', 'plimsoll_exporter_keys'])
  })
  await expect.poll(named).toEqual([])
})

test('a server that hangs in the middle of a count holds no scrape, and has no more than two connections of ours afterwards', async () => {
  const hanging = await startRedis()
  try {
    await fill(hanging.url)
    await withExporter(
      '{ pattern: "session:*", batch: 250 }',
      async ({ url }) => {
        await scrape(url)
        await hanging.pause()
        const { seconds, value } = await scrape(url, 2)
        expect(seconds).toBeLessThan(2)
        expect(value('redis_up')).toBe(0)
        expect(value('redis_exporter_last_scrape_error', { err: 'timeout' })).toBe(1)
        expect((await scrape(url, 2)).seconds).toBeLessThan(2)
        await hanging.resume()
        const page = await scrapedUntil(url, (one) => one.value('redis_keys_count') === KEYS / 4)
        expect(page.value('redis_up')).toBe(1)
        expect(page.value('redis_connected_clients')).toBeLessThanOrEqual(2)
      },
      hanging.url,
    )
  } finally {
    await hanging.stop()
  }
})
