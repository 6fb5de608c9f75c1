import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPrometheus, type MonitorServer } from '../../../stack/index.js'
import { scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { freePort, startPostgres, startRedis, type Postgres, type Redis } from '../../support/services.js'
import { createShop, onDatabase } from './shop-database.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-prometheus-'))
const LABEL = 'quote " backslash \\ line\nend ☃'
let database: Postgres
let cache: Redis
let exporter: ExporterUnderTest
let prometheus: MonitorServer

beforeAll(async () => {
  ;[database, cache] = await Promise.all([startPostgres(), startRedis()])
  await createShop(database.url)
  await onDatabase(database.url, (client) =>
    client
      .query('ALTER TABLE products DROP CONSTRAINT products_category_fkey')
      .then(() => client.query("UPDATE products SET category = $1 WHERE sku = 'h1'", [LABEL])),
  )
  exporter = await startExporter(readFileSync('plimsoll.yaml', 'utf8'), { DATABASE_URL: database.url, REDIS_URL: cache.url })
  const configuration = join(folder, 'prometheus.yml')
  const job = { job_name: 'exporter', static_configs: [{ targets: [new URL(exporter.url).host] }] }
  writeFileSync(configuration, JSON.stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: [job] }))
  const place = { configuration, storage: join(folder, 'data'), log: join(folder, 'log'), port: await freePort() }
  prometheus = await startPrometheus(place)
})
afterAll(async () => {
  await prometheus?.running.stop()
  await Promise.all([exporter?.close(), database?.stop(), cache?.stop()])
  rmSync(folder, { recursive: true, force: true })
})

interface Result {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

const query = async (expression: string): Promise<readonly Result[]> => {
  const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expression)}`)
  return ((await response.json()) as { data: { result: readonly Result[] } }).data.result
}

const until = async (expression: string): Promise<readonly Result[]> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const result = await query(expression)
    if (result.length > 0) return result
    await sleep(100)
  }
  throw new Error(`${expression} gives nothing`)
}

/** Series on the page less those that Prometheus read last; a scrape that came before all sources had answered is shorter. */
const missing = async (): Promise<number> => {
  const page = await scrape(exporter.url)
  const [samples] = await until('scrape_samples_scraped{job="exporter"} > 0')
  return Math.abs(page.series.length - Number(samples?.value[1]))
}

test('Prometheus reads every series of the page, and reads them right', async () => {
  await until('up{job="exporter"} == 1')
  // statements come and go between the two: a few, not a collector's worth
  await expect.poll(missing, { timeout: 20_000, interval: 1000 }).toBeLessThan(20)
  const [stock] = await until(`shop_stock_units{category=${JSON.stringify(LABEL)}}`)
  expect(stock?.value[1]).toBe('5')
  expect(stock?.metric['category']).toBe(LABEL)
  expect((await query('pg_settings_autovacuum_work_mem_bytes'))[0]?.value[1]).toBe('-1')
  expect((await query('shop_revenue_today'))[0]?.value[1]).toBe('40.5')
})

test('Prometheus sees a database that hangs as pg_up 0, and its own scrape as good', async () => {
  await database.pause()
  await until('pg_up == 0')
  expect((await query('up{job="exporter"}'))[0]?.value[1]).toBe('1')
  expect((await query('redis_up'))[0]?.value[1]).toBe('1')
  await database.resume()
  await until('pg_up == 1')
})
