import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scrape, startExporter, type ScrapedPage } from '../../support/exporter.js'
import { startPostgres, type Postgres } from '../../support/services.js'
import { onDatabase } from './shop-database.js'

let database: Postgres
beforeAll(async () => {
  database = await startPostgres({ settings: { max_locks_per_transaction: '1000', autovacuum: 'off' } })
})
afterAll(() => database?.stop())

const failing = ({ series }: ScrapedPage) =>
  series.filter(({ name, value }) => name === 'pg_scrape_collector_success' && value !== 1).map(({ labels }) => labels['collector'])

const yaml = (more = ''): string => `postgres: [{ name: shop, url: "\${URL}"${more} }]`
const start = (more?: string) => startExporter(yaml(more), { URL: database.url })

describe('a table on which somebody waits for, or holds, an exclusive lock', () => {
  test('has no size for as long, keeps its other figures, and holds nobody up', async () => {
    await onDatabase(database.url, (client) =>
      client.query('CREATE TABLE held (id int PRIMARY KEY); CREATE TABLE free (id int PRIMARY KEY)'),
    )
    const exporter = await start()
    const size = async (relname: string) => (await scrape(exporter.url)).value('pg_stat_user_tables_table_size_bytes', { relname })
    expect(await size('held')).toBe(0)
    await onDatabase(database.url, async (holder) => {
      await holder.query('BEGIN; ALTER TABLE held ADD COLUMN words text')
      const page = await scrape(exporter.url)
      expect(page.value('pg_stat_user_tables_table_size_bytes', { relname: 'held' })).toBeUndefined()
      expect(page.value('pg_stat_user_tables_index_size_bytes', { relname: 'held' })).toBeUndefined()
      expect(page.value('pg_stat_user_tables_table_size_bytes', { relname: 'free' })).toBe(0)
      expect(page.value('pg_stat_user_tables_n_live_tup', { relname: 'held' })).toBe(0)
      expect(page.value('pg_exporter_last_scrape_error')).toBe(0)
      expect(page.seconds).toBeLessThan(1)
      await holder.query('ROLLBACK')
    })
    await onDatabase(database.url, async (reader) => {
      await reader.query('BEGIN; SELECT * FROM held')
      await onDatabase(database.url, async (waiter) => {
        const waiting = waiter.query('ALTER TABLE held ADD COLUMN words text')
        await new Promise((resolve) => setTimeout(resolve, 200))
        expect(await size('held')).toBeUndefined()
        await reader.query('ROLLBACK')
        await waiting
      })
    })
    expect(await size('held')).toBeGreaterThanOrEqual(0)
    await exporter.close()
  })
})

describe('ten thousand tables', () => {
  beforeAll(() =>
    onDatabase(database.url, async (client) => {
      const make = (first: number) =>
        client.query(`DO $$ BEGIN FOR i IN ${first}..${first + 999} LOOP
          EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY)', i); END LOOP; END $$`)
      for (let first = 1; first <= 10_000; first += 1000) await make(first)
      await client.query('INSERT INTO t7 SELECT generate_series(1, 50000)')
      await client.query('INSERT INTO t8 SELECT generate_series(1, 10)')
    }),
  )

  test('the page stays small, the busiest are on it, and the rest is summed up where a sum may go down', async () => {
    const exporter = await start(', collectors: { tables: { limit: 50 }, indexes: { limit: 30 } }')
    await scrape(exporter.url)
    const page = await scrape(exporter.url)
    console.log(`10,000 tables: a scrape took ${(page.seconds * 1000).toFixed(0)} ms, its collectors:`)
    const slow = page.series.filter(({ name, value }) => name === 'pg_scrape_collector_duration_seconds' && value > 0.02)
    for (const { labels, value } of slow) console.log(`  ${labels['collector']} ${(value * 1000).toFixed(0)} ms`)
    expect(page.value('pg_exporter_last_scrape_error')).toBe(0)
    expect(page.seconds).toBeLessThan(5)
    expect(page.value('pg_user_tables')).toBeGreaterThanOrEqual(10_000)
    expect(page.value('pg_user_indexes')).toBeGreaterThanOrEqual(10_000)
    const listed = (metric: string) => page.series.filter(({ name }) => name === metric)
    expect(listed('pg_stat_user_tables_n_tup_ins')).toHaveLength(50)
    expect(listed('pg_stat_user_tables_n_live_tup')).toHaveLength(51)
    expect(listed('pg_stat_user_tables_table_size_bytes')).toHaveLength(50)
    expect(listed('pg_stat_user_indexes_idx_scan_total')).toHaveLength(30)
    expect(page.value('pg_stat_user_tables_n_tup_ins', { relname: 't7' })).toBe(50_000)
    expect(page.value('pg_stat_user_tables_n_live_tup', { relname: 't7' })).toBe(50_000)
    expect(page.value('pg_stat_user_tables_n_live_tup', { relname: 'other', schemaname: 'other' })).toBe(0)
    expect(page.value('pg_stat_user_tables_n_tup_ins', { relname: 'other' })).toBeUndefined()
    await exporter.close()
  })

  test('a limit of one leaves the rows of the second to the others', async () => {
    const exporter = await start(', collectors: { tables: { limit: 1 } }')
    const page = await scrape(exporter.url)
    expect(page.value('pg_stat_user_tables_n_live_tup', { relname: 't7' })).toBe(50_000)
    expect(page.value('pg_stat_user_tables_n_live_tup', { relname: 'other' })).toBe(10)
    await exporter.close()
  })
})

describe('what is switched off', () => {
  test('is not asked, and what is asked for in addition is', async () => {
    const exporter = await start(
      ', activity_labels: [usename, backend_type], collectors: { tables: { enabled: false }, locks: false, size: false }',
    )
    const page = await scrape(exporter.url)
    expect(page.series.filter(({ name }) => /^pg_(stat_user_tables|statio_user_tables|locks|database_size)_/.test(name))).toEqual([])
    expect(page.value('pg_stat_database_numbackends', { datname: database.database })).toBe(1)
    await onDatabase(database.url, async (client) => {
      await client.query('BEGIN')
      const here = { datname: database.database, state: 'idle in transaction', usename: database.user, backend_type: 'client backend' }
      expect((await scrape(exporter.url)).value('pg_stat_activity_count', here)).toBe(1)
    })
    const nobody = { datname: database.database, state: 'disabled' }
    expect(page.value('pg_stat_activity_count', nobody)).toBe(0)
    await exporter.close()
  })
})

describe('a collector that takes too long', () => {
  test('is cancelled at the server and leaves the others their time', async () => {
    const exporter = await start(', timeout: 600ms')
    await scrape(exporter.url)
    await onDatabase(database.url, async (client) => {
      await client.query('BEGIN; LOCK TABLE pg_subscription IN ACCESS EXCLUSIVE MODE')
      const page = await scrape(exporter.url)
      expect(page.value('pg_scrape_collector_success', { collector: 'subscriptions' })).toBe(0)
      expect(page.value('pg_exporter_last_scrape_error')).toBe(1)
      expect(page.value('pg_up')).toBe(1)
      expect(failing(page)).toEqual(['subscriptions'])
      expect(page.seconds).toBeLessThan(5)
    })
    expect(failing(await scrape(exporter.url)), exporter.log()).toEqual([])
    const { rows } = await onDatabase(database.url, (client) =>
      client.query("SELECT FROM pg_stat_activity WHERE application_name = 'plimsoll_exporter'"),
    )
    expect(rows).toHaveLength(1)
    await exporter.close()
  })
})
