import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Redis as RedisClient } from 'ioredis'
import { exporterSelf, metrics, nodeProcess, redis, shopState, system } from '../../../definition/catalogue/index.js'
import { scrape, startExporter, type ExporterUnderTest, type ScrapedPage } from '../../support/exporter.js'
import { startPostgres, startRedis, type Postgres, type Redis } from '../../support/services.js'
import { createDataFolder } from '../../support/uploads.js'
import { createShop, onDatabase } from './shop-database.js'

const yaml = readFileSync('plimsoll.yaml', 'utf8')
const data = createDataFolder()
let database: Postgres
let cache: Redis
let exporter: ExporterUnderTest
let page: ScrapedPage

beforeAll(async () => {
  ;[database, cache] = await Promise.all([
    startPostgres({ settings: { max_connections: '23' } }),
    startRedis({ settings: { maxmemory: '8mb' } }),
  ])
  await createShop(database.url)
  exporter = await startExporter(yaml, { DATABASE_URL: database.url, REDIS_URL: cache.url, ...data.environment })
  await scrape(exporter.url)
  page = await scrape(exporter.url)
  console.log(
    `PostgreSQL ${database.version}, Redis ${cache.version}, ${page.series.length} series, ${(page.seconds * 1000).toFixed(0)} ms`,
  )
})
afterAll(async () => {
  await Promise.all([exporter?.close(), database?.stop(), cache?.stop()])
  data.remove()
})

/** Hardware that a virtual machine has not, options of the kernel, and what plimsoll.yaml does not turn on. */
const MAY_LACK =
  /^node_(dmi|hwmon|thermal|cooling|power|memory|schedstat|pressure|nf_conntrack|kernel_hung|arp|interrupts|processes|tcp_connection|cpu_(core|package|frequency|scaling)|network_(speed|carrier$))/

const names = () => new Set(page.series.map(({ name }) => name))

describe('the page of real sources', () => {
  test.each(Object.entries({ shopState, exporterSelf }))('has every metric of the family %s', (_, family) => {
    expect(Object.keys(family).filter((name) => !names().has(name))).toEqual([])
  })

  test('has every metric of the machine but those that a kernel or a machine may lack, or that nobody asked for', () => {
    expect(Object.keys(system).filter((name) => !names().has(name) && !MAY_LACK.test(name))).toEqual([])
  })

  test('has every metric of the exporter’s own process', () => {
    const wanted = Object.values(nodeProcess).map(({ name, kind }) => (kind === 'histogram' ? `${name}_count` : name))
    // these two have a series only once a collection or a request has been
    expect(wanted.filter((name) => !names().has(name) && !/^nodejs_(gc_|active_requests$)/.test(name))).toEqual([])
  })

  test('has nothing that the catalogue does not declare, but settings and what prom-client adds', () => {
    const strangers = [...names()].filter(
      (name) =>
        !(name.replace(/_(bucket|sum|count)$/, '') in metrics) && !(name in metrics) && !/^(pg_settings|nodejs|process)_/.test(name),
    )
    expect(strangers).toEqual([])
  })

  test('says of every series the type and labels that the catalogue declares', () => {
    const types = new Map([...page.text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]))
    for (const { name, labels } of page.series) {
      const metric = Object.values(metrics).find((one) => one.name === name)
      if (!metric || metric.kind === 'histogram' || metric.exposedBy !== 'exporter') continue
      // the catalogue knows no summaries, and this is the only one
      expect(types.get(name), name).toBe(name === redis.redis_latency_percentiles_usec.name ? 'summary' : metric.kind)
      expect(Object.keys(labels), name).toEqual(Object.keys(metric.labels))
    }
  })

  test('has every collector at 1', () => {
    const success = page.series.filter(({ name }) => name === 'plimsoll_collector_success')
    const subjects = new Set(success.map(({ labels }) => labels['collector']?.split('_')[0]))
    expect(subjects).toEqual(new Set(['postgres', 'sql', 'redis', 'system', 'upload', 'probe']))
    expect(success.filter(({ value }) => value !== 1)).toEqual([])
  })

  test('pleases promtool but for names that are inherited', () => {
    const { stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input: page.text, encoding: 'utf8' })
    expect(error).toBeUndefined()
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !/^(pg|node|redis|nodejs|process)_\S+ /.test(line))
    expect(complaints).toEqual([])
  })
})

describe('the names that dashboards have', () => {
  test.each([
    [
      '763',
      'up uptime_in_seconds connected_clients blocked_clients memory_used_bytes memory_max_bytes commands_total commands_duration_seconds_total keyspace_hits_total keyspace_misses_total net_input_bytes_total net_output_bytes_total db_keys db_keys_expiring expired_keys_total evicted_keys_total',
    ],
    [
      '11835',
      'up uptime_in_seconds connected_clients memory_used_bytes memory_max_bytes commands_processed_total keyspace_hits_total keyspace_misses_total net_input_bytes_total net_output_bytes_total db_keys db_keys_expiring expired_keys_total evicted_keys_total commands_total',
    ],
  ])('%s', (_, list) => {
    expect(list.split(' ').filter((name) => !names().has(`redis_${name}`))).toEqual([])
  })
})

describe('the values', () => {
  test('of PostgreSQL are the server’s own', async () => {
    expect(page.value('pg_up')).toBe(1)
    expect(page.value('pg_settings_max_connections')).toBe(23)
    expect(page.value('pg_settings_shared_buffers_bytes')).toBeGreaterThan(1e6)
    expect(page.value('pg_settings_transaction_read_only')).toBe(0)
    const { rows } = await onDatabase(database.url, (client) =>
      client.query<{ size: string; started: string }>(
        'SELECT pg_database_size(current_database()) AS size, extract(epoch FROM pg_postmaster_start_time()) AS started',
      ),
    )
    expect(page.value('pg_database_size_bytes', { datname: database.database })).toBeCloseTo(Number(rows[0]?.size), -6)
    expect(page.value('pg_postmaster_start_time_seconds')).toBeCloseTo(Number(rows[0]?.started), 1)
    expect(page.series.find(({ name }) => name === 'pg_static')?.labels['short_version']).toMatch(/^\d+\.\d+\.\d+$/)
  })

  test('of connections, transactions and locks follow what is done', async () => {
    await onDatabase(database.url, async (client) => {
      await client.query('BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE')
      const during = await scrape(exporter.url)
      const here = { datname: database.database }
      expect(during.value('pg_stat_activity_count', { ...here, state: 'idle in transaction' })).toBe(1)
      expect(during.value('pg_stat_activity_max_tx_duration', { ...here, state: 'idle in transaction' })).toBeGreaterThan(0)
      expect(during.value('pg_locks_count', { ...here, mode: 'accessexclusivelock' })).toBeGreaterThanOrEqual(1)
      await client.query('ROLLBACK')
      expect((await scrape(exporter.url)).value('pg_stat_activity_count', { ...here, state: 'idle in transaction' })).toBe(0)
    })
  })

  test('of Redis follow what is done', async () => {
    const client = new RedisClient(cache.url, { protocol: 2 })
    await client.mset('a', '1', 'b', '2')
    await client.set('c', '3', 'EX', 1000)
    await client.get('a')
    await client.get('nothing')
    const during = await scrape(exporter.url)
    expect(during.value('redis_db_keys', { db: 'db0' })).toBe(3)
    expect(during.value('redis_db_keys_expiring', { db: 'db0' })).toBe(1)
    expect(during.value('redis_db_keys', { db: 'db15' })).toBe(0)
    expect(during.value('redis_keyspace_hits_total')).toBe(1)
    expect(during.value('redis_keyspace_misses_total')).toBe(1)
    expect(during.value('redis_commands_total', { cmd: 'mset' })).toBe(1)
    expect(during.value('redis_memory_max_bytes')).toBe(8 * 1024 * 1024)
    expect(during.value('redis_connected_clients')).toBe(2)
    client.disconnect()
  })

  test('of the shop are what its tables hold', () => {
    const orders = (status: string) => page.value('shop_orders', { status })
    expect(['pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded'].map(orders)).toEqual([1, 1, 1, 2, 1, 1])
    expect(page.value('shop_orders_today')).toBe(4)
    expect(page.value('shop_revenue_today', { currency: 'EUR' })).toBe(40.5)
    expect(page.value('shop_products')).toBe(4)
    expect(page.value('shop_products_low_stock')).toBe(2)
    expect(page.value('shop_stock_units', { category: 'hats' })).toBe(6)
    expect(page.value('shop_stock_units', { category: 'shoes' })).toBe(47)
  })
})

describe('what it costs the sources', () => {
  test('twenty scrapes at once are one collection', async () => {
    await onDatabase(database.url, (client) => client.query('CREATE EXTENSION pg_stat_statements'))
    const slow = await startExporter(
      `postgres: [{ name: shop, url: "\${URL}" }]
queries:
  - { name: slow, target: shop, interval: 0s, sql: "SELECT 1 AS n, pg_sleep(0.5)", metrics: [{ metric: shop_products, value: n }] }`,
      { URL: database.url },
    )
    const pages = await Promise.all(Array.from({ length: 20 }, () => scrape(slow.url)))
    for (const { value } of pages) expect(value('shop_products')).toBe(1)
    const { rows } = await onDatabase(database.url, (client) =>
      client.query<{ rows: string }>("SELECT sum(rows) AS rows FROM pg_stat_statements WHERE query LIKE '%pg_sleep%'"),
    )
    expect(rows).toEqual([{ rows: '1' }])
    await slow.close()
  })

  test('it holds one connection to Redis and two to PostgreSQL, named and read-only', async () => {
    for (let round = 0; round < 5; round += 1) await scrape(exporter.url)
    const { rows } = await onDatabase(database.url, (client) =>
      client.query<{ application_name: string }>(
        "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'plimsoll%' ORDER BY 1",
      ),
    )
    expect(rows.map(({ application_name }) => application_name)).toEqual(['plimsoll_exporter', 'plimsoll_exporter_sql'])
    const client = new RedisClient(cache.url, { protocol: 2 })
    const clients = String(await client.client('LIST'))
    expect(clients.match(/name=plimsoll_exporter /g)).toHaveLength(1)
    client.disconnect()
  })

  test('a database that is dropped leaves no series', async () => {
    await onDatabase(database.url, (client) => client.query('CREATE DATABASE gone_tomorrow'))
    expect((await scrape(exporter.url)).value('pg_database_size_bytes', { datname: 'gone_tomorrow' })).toBeGreaterThan(0)
    await onDatabase(database.url, (client) => client.query('DROP DATABASE gone_tomorrow'))
    expect((await scrape(exporter.url)).text.includes('gone_tomorrow')).toBe(false)
  })
})
