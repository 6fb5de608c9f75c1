import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgres } from '../../../definition/catalogue/index.js'
import { scrape, startExporter, type ExporterUnderTest, type ScrapedPage } from '../../support/exporter.js'
import { startPostgres, type Postgres } from '../../support/services.js'
import { NAMED, OTHERWISE, readNamed, readOtherwise, statementsOf, WRITERS, type Reading } from './postgres-oracle.js'
import { onDatabase } from './shop-database.js'

let database: Postgres
let exporter: ExporterUnderTest
let before: readonly Reading[]
let page: ScrapedPage
let after: readonly Reading[]
let here: { readonly datname: string }

const NAMES: readonly string[] = Object.keys(postgres)
const major = (): number => Number.parseInt(database.version, 10)
const otherwise = (): Readonly<Record<string, string>> => ({
  ...OTHERWISE,
  ...WRITERS[major() >= 17 ? '17' : '16'],
  ...statementsOf(major()),
})

/** Each metric is read from the first view that its name begins with, unless it has its own SQL. */
const namesOf = (prefix: string): readonly string[] =>
  NAMES.filter((name) => !(name in otherwise()) && NAMED.find((named) => name.startsWith(named.prefix))?.prefix === prefix)

const readAll = async (client: Client): Promise<readonly Reading[]> => {
  const readings: Reading[] = []
  for (const named of NAMED) {
    if (major() < 17 && named.view === 'pg_stat_checkpointer') continue
    if (major() < 16 && named.view === 'pg_stat_io') continue
    if (major() < 14 && named.view === 'pg_stat_wal') continue
    readings.push(...(await readNamed(client, named, namesOf(named.prefix))))
  }
  for (const [name, sql] of Object.entries(otherwise())) readings.push(...(await readOtherwise(client, name, sql)))
  return readings
}

const WORK = [
  'CREATE EXTENSION pg_stat_statements',
  'CREATE TABLE things (id int PRIMARY KEY, words text); ALTER TABLE things ALTER words SET STORAGE EXTERNAL',
  "INSERT INTO things SELECT i, repeat('x', 3000) FROM generate_series(1, 500) AS i",
  'SELECT count(words) FROM things',
  "UPDATE things SET words = 'short' WHERE id <= 20",
  'DELETE FROM things WHERE id > 490',
  'SET enable_seqscan = off; SET enable_bitmapscan = off; SELECT * FROM things WHERE id = 1; RESET ALL',
  'VACUUM ANALYZE things',
  "SET work_mem = '64kB'; SELECT count(*) FROM (SELECT i FROM generate_series(1, 100000) AS i ORDER BY random()) AS sorted; RESET ALL",
  'BEGIN; SELECT 1; ROLLBACK',
  "SELECT pg_create_physical_replication_slot('kept', true)",
  'CHECKPOINT',
] as const

/** Two transactions that wait for each other. */
const deadlock = (url: string): Promise<void> =>
  onDatabase(url, (one) =>
    onDatabase(url, async (two) => {
      await one.query('BEGIN; UPDATE things SET words = 1 WHERE id = 101')
      await two.query('BEGIN; UPDATE things SET words = 2 WHERE id = 102')
      const [first, second] = await Promise.allSettled([
        one.query('UPDATE things SET words = 1 WHERE id = 102'),
        two.query('UPDATE things SET words = 2 WHERE id = 101'),
      ])
      expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected'])
    }),
  )

/** A backend tells its figures when it has nothing to do, at the latest a second later. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1500))

let patient: Client
beforeAll(async () => {
  database = await startPostgres({ settings: { max_slot_wal_keep_size: '1GB', deadlock_timeout: '100ms', autovacuum: 'off' } })
  here = { datname: database.database }
  await onDatabase(database.url, async (client) => {
    for (const statements of WORK)
      await client.query(statements).catch((error: unknown) => Promise.reject(new Error(statements, { cause: error })))
  })
  await deadlock(database.url)
  patient = new Client({ connectionString: database.url })
  await patient.connect()
  await patient.query('BEGIN; UPDATE things SET words = 3 WHERE id = 103')
  exporter = await startExporter('postgres: [{ name: shop, url: "${URL}", collectors: { statements: { limit: 5000 } } }]', {
    URL: database.url,
  })
  await scrape(exporter.url)
  await settled()
  await onDatabase(database.url, async (client) => {
    before = await readAll(client)
    page = await scrape(exporter.url)
    await settled()
    after = await readAll(client)
  })
})
afterAll(async () => {
  await exporter?.close()
  await patient?.end()
  await database?.stop()
})

const sameLabels = (left: Reading, right: Reading): boolean =>
  left.name === right.name && Object.entries(left.labels).every(([label, text]) => right.labels[label] === text)

/** A little more than the clock's steps. */
const CLOSE = 0.002

const mistakeOf = (reading: Reading): string | undefined => {
  const later = after.find((one) => sameLabels(reading, one))
  if (!later) return undefined
  const value = page.value(reading.name, reading.labels)
  const [least, most] = [Math.min(reading.value, later.value) - CLOSE, Math.max(reading.value, later.value) + CLOSE]
  if (value !== undefined && value >= least && value <= most) return undefined
  return `${reading.name}${JSON.stringify(reading.labels)} is ${value} and not within ${reading.value} and ${later.value}`
}

describe('every figure is the server’s own, between what a query says before and after', () => {
  test.each(NAMED.map(({ prefix }) => prefix))('%s', (prefix) => {
    const names = new Set(namesOf(prefix))
    const readings = before.filter(({ name }) => names.has(name))
    const isThere = !(prefix === 'pg_stat_io_' && major() < 16) && !(prefix === 'pg_stat_checkpointer_' && major() < 17)
    expect(readings.length > 0).toBe(isThere)
    expect(readings.map(mistakeOf).filter((mistake) => mistake !== undefined)).toEqual([])
  })

  test('what is called otherwise than its view', () => {
    const readings = before.filter(({ name }) => name in otherwise())
    expect(new Set(readings.map(({ name }) => name))).toEqual(new Set(Object.keys(otherwise())))
    expect(readings.map(mistakeOf).filter((mistake) => mistake !== undefined)).toEqual([])
  })

  test('nothing is left out but what needs a standby, a vacuum under way or an archive, which the test of the versions has', () => {
    const checked = new Set(before.map(({ name }) => name))
    const elsewhere =
      /^pg_(exporter|scrape|settings|process_idle|stat_replication|stat_subscription|stat_wal_receiver|stat_progress_vacuum|buffercache|stat_activity_autovacuum|replication_re)/
    const given = NAMES.filter((name) => page.series.some((one) => one.name === name))
    // a column that is NULL is 0 here; and what backends wrote has to be added up, which the next tests look at
    const special = new Set([
      'pg_stat_user_tables_last_autovacuum',
      'pg_stat_user_tables_last_autoanalyze',
      'pg_stat_bgwriter_buffers_backend_total',
    ])
    expect(given.filter((name) => !checked.has(name) && !elsewhere.test(name) && !special.has(name))).toEqual([])
  })
})

describe('the figures follow what was done', () => {
  const things = () => ({ relname: 'things' })

  test('rows, scans, deadlocks, temporary files, transactions', () => {
    expect(page.value('pg_stat_user_tables_n_tup_ins', things())).toBe(500)
    expect(page.value('pg_stat_user_tables_n_tup_del', things())).toBe(10)
    expect(page.value('pg_stat_user_tables_n_tup_upd', things())).toBeGreaterThanOrEqual(22)
    expect(page.value('pg_stat_user_tables_seq_scan', things())).toBeGreaterThanOrEqual(1)
    expect(page.value('pg_stat_user_indexes_idx_scan_total', { indexrelname: 'things_pkey' })).toBeGreaterThanOrEqual(1)
    expect(page.value('pg_stat_user_tables_vacuum_count', things())).toBe(1)
    expect(page.value('pg_stat_user_tables_last_vacuum', things())).toBeGreaterThan(Date.now() / 1000 - 300)
    expect(page.value('pg_stat_user_tables_last_autovacuum', things())).toBe(0)
    expect(page.value('pg_stat_user_tables_last_autoanalyze', things())).toBe(0)
    expect(page.value('pg_statio_user_tables_toast_blocks_hit', things())).toBeGreaterThan(0)
    expect(page.value('pg_stat_database_deadlocks', here)).toBe(1)
    expect(page.value('pg_stat_database_temp_files', here)).toBeGreaterThanOrEqual(1)
    expect(page.value('pg_stat_database_temp_bytes', here)).toBeGreaterThan(100_000)
    expect(page.value('pg_stat_activity_max_tx_duration', { ...here, state: 'idle in transaction' })).toBeGreaterThan(1)
    expect(page.value('pg_stat_checkpointer_num_requested_total')).toBe(page.value('pg_stat_bgwriter_checkpoints_req_total'))
    expect(page.value('pg_stat_bgwriter_checkpoints_req_total')).toBeGreaterThanOrEqual(1)
    expect(page.value('pg_stat_bgwriter_buffers_backend_total')).toBeGreaterThan(0)
    expect(page.value('pg_replication_slots_safe_wal_size_bytes', { slot_name: 'kept' })).toBeGreaterThan(0)
  })

  test('statements are counted by their number, the one that took the most time first, without a text', async () => {
    const { rows } = await onDatabase(database.url, (client) =>
      client.query<{ queryid: string; calls: string; seconds: number; rows: string }>(
        `SELECT queryid, calls, total_exec_time / 1000 AS seconds, rows FROM pg_stat_statements WHERE query LIKE 'SELECT count(*) FROM (SELECT i%'`,
      ),
    )
    const [sort] = rows
    const labels = { queryid: sort?.queryid ?? '', user: database.user, datname: database.database }
    expect(page.value('pg_stat_statements_calls_total', labels)).toBe(Number(sort?.calls))
    expect(page.value('pg_stat_statements_rows_total', labels)).toBe(Number(sort?.rows))
    expect(page.value('pg_stat_statements_seconds_total', labels)).toBeCloseTo(sort?.seconds ?? 0, 6)
    expect(page.value('pg_stat_statements_temp_blks_written_total', labels)).toBeGreaterThan(0)
    expect(page.text).not.toContain('generate_series')
  })

  test('idle connections stand in a histogram', () => {
    const labels = { state: 'idle in transaction', application_name: '' }
    expect(page.value('pg_process_idle_seconds_count', labels)).toBe(1)
    expect(page.value('pg_process_idle_seconds_bucket', { ...labels, le: '300' })).toBe(1)
    expect(page.value('pg_process_idle_seconds_bucket', { ...labels, le: '1' })).toBe(0)
    expect(page.value('pg_process_idle_seconds_sum', labels)).toBeGreaterThan(1)
  })

  test('the reading itself is accounted for', () => {
    expect(page.value('pg_exporter_last_scrape_error')).toBe(0)
    expect(page.value('pg_exporter_scrapes_total')).toBe(2)
    expect(page.value('pg_exporter_last_scrape_duration_seconds')).toBeGreaterThan(0)
    expect(page.value('pg_scrape_collector_success', { collector: 'tables' })).toBe(1)
    expect(page.value('pg_scrape_collector_duration_seconds', { collector: 'tables' })).toBeGreaterThan(0)
  })
})

test('the role pg_monitor alone sees every series that a superuser sees', async () => {
  await onDatabase(database.url, (client) => client.query("CREATE ROLE watcher LOGIN PASSWORD 'w' IN ROLE pg_monitor"))
  const watching = await startExporter('postgres: [{ name: shop, url: "${URL}", collectors: { statements: { limit: 5000 } } }]', {
    URL: `postgres://watcher:w@${database.host}:${database.port}/${database.database}`,
  })
  const [seen, all] = [await scrape(watching.url), await scrape(exporter.url)]
  await watching.close()
  const keys = ({ series }: ScrapedPage) =>
    series
      .filter(({ name }) => name.startsWith('pg_') && !name.startsWith('pg_process_idle_'))
      .filter(({ labels }) => labels['user'] !== 'watcher')
      .map(({ name, labels }) => `${name}${JSON.stringify(labels)}`)
  const there = new Set(keys(seen))
  expect(keys(all).filter((key) => !there.has(key))).toEqual([])
  expect(seen.value('pg_exporter_last_scrape_error')).toBe(0)
})
