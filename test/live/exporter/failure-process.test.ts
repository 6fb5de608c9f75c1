/** What befalls the exporter itself: its name server, its disk, its end. */
import { createSocket } from 'node:dgram'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { scrape } from '../../support/exporter.js'
import { startExporterProcess, type ExporterProcess, type ProcessOptions } from '../../support/exporter-process.js'
import { startPostgres, startRedis, type Postgres, type Redis } from '../../support/services.js'
import { onDatabase } from './shop-database.js'
import { broken, failing, postgresSessions, redisSessions, scrapes, wholeAgain } from './watcher.js'

let database: Postgres
let cache: Redis
const running: ExporterProcess[] = []

beforeAll(async () => {
  ;[database, cache] = await Promise.all([startPostgres(), startRedis()])
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((exporter) => exporter.stop()))
})
afterAll(() => Promise.all([database?.stop(), cache?.stop()]))

const SOURCES = `
postgres: [{ name: shop, url: "\${DATABASE}" }]
redis: [{ name: cache, url: "\${CACHE}" }]
system: { name: host }
`
const asking = (sql: string) => `${SOURCES}
queries:
  - name: slow
    target: shop
    interval: 0s
    timeout: 20s
    sql: ${sql}
    metrics: [{ name: app_slow, help: Slow., type: gauge, value: n }]
`
const start = async (options: ProcessOptions): Promise<ExporterProcess> => {
  const exporter = await startExporterProcess({
    ...options,
    environment: { DATABASE: database.url, CACHE: cache.url, ...options.environment },
  })
  running.push(exporter)
  return exporter
}
const sessions = async () => [await onDatabase(database.url, (client) => postgresSessions(client)), await redisSessions(cache.url)]

describe('a name server that never answers', () => {
  const isRoot = process.getuid?.() === 0
  const silent = createSocket('udp4')
  const ADDRESS = '127.0.0.153'
  beforeAll(() => (isRoot ? new Promise<void>((resolve) => void silent.bind(53, ADDRESS, resolve)) : undefined))
  afterAll(() => void (isRoot && silent.close()))

  test.runIf(isRoot)('costs the sources that have names, and not the machine, the others, or the end', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'].map(
      (name) => `  - { name: ${name}, url: "postgres://me@${name}.stalled.example/x" }\n`,
    )
    const caches = ['six', 'seven', 'eight'].map((name) => `  - { name: ${name}, url: "redis://${name}.stalled.example" }\n`)
    const yaml = `postgres:\n  - { name: shop, url: "\${DATABASE}" }\n${names.join('')}redis:\n  - { name: cache, url: "\${CACHE}" }\n${caches.join('')}system: { name: host }\n`
    const exporter = await start({ yaml, resolver: `nameserver ${ADDRESS}\noptions timeout:30 attempts:5\n` })
    await scrape(exporter.url)
    for (const page of await scrapes(exporter.url, 6)) {
      expect(
        broken(page).filter((target) => target.startsWith('some')),
        failing(page).join(', '),
      ).toEqual([])
      expect(broken(page)).toHaveLength(8)
      expect([page.value('pg_up', { target: 'shop' }), page.value('redis_up', { target: 'cache' })]).toEqual([1, 1])
      expect(page.value('node_load1')).toBeGreaterThanOrEqual(0)
    }
    const started = performance.now()
    exporter.signal('SIGTERM')
    expect(await exporter.ended).toBe(0)
    expect(performance.now() - started).toBeLessThan(8000)
  })
})

describe('a full disk', () => {
  test('takes the log and leaves the page', async () => {
    const full = openSync('/dev/full', 'w')
    const exporter = await start({ yaml: SOURCES, output: full, environment: { DATABASE: 'postgres://me@127.0.0.1:1/x' } })
    closeSync(full)
    for (const page of await scrapes(exporter.url, 5, 5)) expect(broken(page)).toEqual(['none of postgres shop'])
    exporter.signal('SIGTERM')
    expect(await exporter.ended).toBe(0)
  })
})

describe('SIGTERM in a scrape', () => {
  test('lets one that ends soon end whole, and leaves no session', async () => {
    const exporter = await start({ yaml: asking('SELECT 1 AS n, pg_sleep(1)') })
    const under = scrape(exporter.url)
    await sleep(500)
    exporter.signal('SIGTERM')
    const page = await under
    expect([page.value('app_slow'), page.value('pg_up'), page.value('redis_up')]).toEqual([1, 1, 1])
    expect(await exporter.ended).toBe(0)
    expect(await sessions()).toEqual([0, 0])
  })

  test('cuts one that does not, within five seconds, with its statement at the server', async () => {
    const exporter = await start({ yaml: asking('SELECT 1 AS n, pg_sleep(60)') })
    const under = scrape(exporter.url, 60).catch(() => 'cut')
    await sleep(700)
    const started = performance.now()
    exporter.signal('SIGTERM')
    expect(await exporter.ended).toBe(0)
    expect(performance.now() - started).toBeLessThan(5000)
    await under
    expect(await sessions()).toEqual([0, 0])
  })

  test('does not wait for sources that hang', async () => {
    const exporter = await start({ yaml: SOURCES })
    await wholeAgain(exporter.url)
    await Promise.all([database.pause(), cache.pause()])
    const under = scrape(exporter.url, 60).catch(() => 'cut')
    await sleep(300)
    const started = performance.now()
    exporter.signal('SIGTERM')
    const code = await exporter.ended
    await Promise.all([database.resume(), cache.resume()])
    expect(code).toBe(0)
    expect(performance.now() - started).toBeLessThan(6000)
    await under
    await sleep(500)
    expect(await sessions()).toEqual([0, 0])
  })
})
