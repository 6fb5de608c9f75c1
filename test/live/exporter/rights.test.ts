import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Redis as RedisClient } from 'ioredis'
import { scrape, startExporter, type ScrapedPage } from '../../support/exporter.js'
import { startPostgres, startRedis, type Postgres, type Redis } from '../../support/services.js'
import { createDataFolder } from '../../support/uploads.js'
import { createShop, onDatabase } from './shop-database.js'

const yaml = readFileSync('plimsoll.yaml', 'utf8')
const data = createDataFolder()
let database: Postgres
let cache: Redis

beforeAll(async () => {
  ;[database, cache] = await Promise.all([startPostgres(), startRedis()])
  await createShop(database.url)
})
afterAll(async () => {
  await Promise.all([database?.stop(), cache?.stop()])
  data.remove()
})

const pageAs = async (postgres: string, redis: string): Promise<ScrapedPage> => {
  const environment = {
    DATABASE_URL: `postgres://${postgres}@${database.host}:${database.port}/${database.database}`,
    REDIS_URL: `redis://${redis}${cache.host}:${cache.port}`,
    ...data.environment,
  }
  const exporter = await startExporter(yaml, environment)
  const page = await scrape(exporter.url)
  await exporter.close()
  return page
}

const failing = ({ series }: ScrapedPage): readonly (string | undefined)[] =>
  series.filter(({ name, value }) => name === 'plimsoll_collector_success' && value !== 1).map(({ labels }) => labels['collector'])

test('the rights that plimsoll.yaml names are enough for everything', async () => {
  const [, list = ''] = /keep it down to: (on .*)$/m.exec(yaml) ?? []
  expect(list).toContain('+info')
  const administrator = new RedisClient(cache.url, { protocol: 2 })
  await administrator.call('ACL', 'SETUSER', 'watcher', ...list.split(' '))
  administrator.disconnect()
  await onDatabase(database.url, (client) =>
    client.query(
      "CREATE ROLE watcher LOGIN PASSWORD 'w'; GRANT pg_monitor TO watcher; GRANT SELECT ON ALL TABLES IN SCHEMA public TO watcher",
    ),
  )
  const page = await pageAs('watcher:w', 'watcher:any@')
  expect(failing(page)).toEqual([])
  expect(page.value('redis_db_keys', { db: 'db15' })).toBe(0)
  expect(page.value('shop_products')).toBe(4)
  expect(page.series.filter(({ name }) => name === 'pg_database_size_bytes')).toHaveLength(2)
})

test('without rights to a table, a query says so before the start, and says which', async () => {
  await onDatabase(database.url, (client) => client.query("CREATE ROLE stranger LOGIN PASSWORD 's'"))
  await expect(pageAs('stranger:s', '')).rejects.toThrow(
    /^definition\/catalogue, query "orders", line 1 of its SQL: PostgreSQL refuses the query "orders": permission denied for table orders; mend the SQL or grant the right\.$/,
  )
})
