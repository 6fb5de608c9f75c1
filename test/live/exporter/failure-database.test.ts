/** A database that works, and what may stand in it or hold it up. */
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { startPostgres, type Postgres } from '../../support/services.js'
import { onDatabase } from './shop-database.js'
import { failing, greatest, postgresSessions, scrapes, wholeAgain } from './watcher.js'

const YAML = `
postgres: [{ name: shop, url: "\${URL}" }]
system: { name: host }
queries:
  - name: locked
    target: shop
    interval: 0s
    sql: SELECT count(*) AS n FROM held
    metrics: [{ name: app_held, help: Rows., type: gauge, value: n }]
  - name: free
    target: shop
    interval: 0s
    sql: SELECT count(*) AS n FROM pg_class
    metrics: [{ name: app_relations, help: Relations., type: gauge, value: n }]
  - name: strange
    target: shop
    interval: 0s
    sql: SELECT * FROM strange
    metrics: [{ name: app_strange, help: Strange., type: gauge, value: value, labels: { label: label } }]
`
let database: Postgres
let exporter: ExporterUnderTest

beforeAll(async () => {
  database = await startPostgres({ settings: { max_connections: '30', max_locks_per_transaction: '1000' } })
  await onDatabase(database.url, (client) =>
    client.query('CREATE EXTENSION pg_stat_statements; CREATE TABLE held (id integer); CREATE TABLE strange (label text, value numeric)'),
  )
  exporter = await startExporter(YAML, { URL: database.url })
  await wholeAgain(exporter.url)
})
afterAll(async () => {
  await exporter?.close()
  await database?.stop()
})

describe('a table that an ALTER holds', () => {
  test('costs the query on it and nothing else, over five scrapes and with two sessions', async () => {
    await onDatabase(database.url, async (holder) => {
      await holder.query('BEGIN; ALTER TABLE held ADD COLUMN more integer')
      const [most, pages] = await onDatabase(database.url, (client) => greatest(() => postgresSessions(client), scrapes(exporter.url, 6)))
      const last = pages.slice(1) // the first shows who hangs; from then on its neighbours come before it
      for (const page of last) {
        expect(failing(page).filter((name) => !/^postgres_(tables|indexes|table_sizes|size)$/.test(name))).toEqual(['sql_locked'])
        expect(page.value('app_relations')).toBeGreaterThan(100)
        expect(page.value('pg_up')).toBe(1)
      }
      expect(most).toBeLessThanOrEqual(2 + 1) // the holder is the third
      await holder.query('ROLLBACK')
    })
    expect((await wholeAgain(exporter.url)).value('app_held')).toBe(0)
  })
})

describe('a backend that hangs in the middle of a statement', () => {
  test.runIf(process.env['PLIMSOLL_TEST_SERVICES'] !== 'containers')(
    'is not joined by another; the rest of the page is whole',
    async () => {
      const { rows } = await onDatabase(database.url, (client) =>
        client.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = 'plimsoll_exporter_sql'"),
      )
      const pid = rows[0]?.pid ?? 0
      expect(pid).toBeGreaterThan(1)
      process.kill(pid, 'SIGSTOP')
      const [most, pages] = await onDatabase(database.url, (client) => greatest(() => postgresSessions(client), scrapes(exporter.url, 5)))
      process.kill(pid, 'SIGCONT')
      for (const page of pages) expect(failing(page)).toEqual(['sql_free', 'sql_locked', 'sql_strange'])
      expect(most).toBe(2)
      expect(exporter.log()).toContain('not finished after')
      await wholeAgain(exporter.url)
    },
  )
})

describe('what stands in a table', () => {
  const filled = async (rows: string) => {
    await onDatabase(database.url, (client) => client.query(`TRUNCATE strange; INSERT INTO strange VALUES ${rows}`))
    return scrape(exporter.url)
  }

  test.each([
    ["('null', NULL)", undefined],
    ["('nan', 'NaN')", Number.NaN],
    ["('huge', 1e400)", Infinity],
    ["('least', -1e400)", -Infinity],
    ["('big', 9007199254740993)", 9_007_199_254_740_992],
    ["('negative', -0.000001)", -0.000001],
  ])('%s is read as %d, and its neighbour is whole', async (row, expected) => {
    const page = await filled(`${row}, ('neighbour', 7)`)
    const [, label = ''] = /'(\w+)'/.exec(row) ?? []
    expect(page.value('app_strange', { label })).toEqual(expected)
    expect(page.value('app_strange', { label: 'neighbour' })).toBe(7)
    expect(failing(page)).toEqual([])
  })

  test('infinity of a numeric is read as such', async () => {
    if (Number.parseInt(database.version, 10) < 14) return
    expect((await filled("('infinite', 'Infinity'), ('less', '-Infinity')")).value('app_strange', { label: 'infinite' })).toBe(Infinity)
  })

  test('labels of any text stay series of their own, and the page pleases promtool', async () => {
    const page = await filled(
      `(repeat('x', 100000), 1), (repeat('x', 100000) || 'y', 2), (E'a\\tb\\x01\\x1b[31m\\u2028', 3), ('😀 "q" \\ \n', 4), (NULL, 5), ('', 6), (E'a\\r\\nb', 7)`,
    )
    const series = page.series.filter(({ name }) => name === 'app_strange')
    expect(new Set(series.map(({ labels }) => labels['label'])).size).toBe(series.length)
    expect(series).toHaveLength(6) // NULL and nothing are one label, and the second of them is counted
    expect(page.value('plimsoll_series_duplicates', { metric: 'app_strange' })).toBe(1)
    expect(page.value('app_strange', { label: '😀 "q" \\ \n' })).toBe(4)
    expect(Math.max(...series.map(({ labels }) => labels['label']?.length ?? 0))).toBeLessThanOrEqual(256)
    const { stdout, status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: page.text, encoding: 'utf8' })
    expect(`${stdout}${stderr}`, String(status)).not.toMatch(/error while linting|parse|invalid/i)
    await onDatabase(database.url, (client) => client.query('TRUNCATE strange'))
  })
})

describe('ten thousand tables', () => {
  test('are read within the deadline, bounded, and everything else is whole', async () => {
    await onDatabase(database.url, (client) =>
      client.query(`DO $$ BEGIN FOR n IN 1..10000 LOOP EXECUTE 'CREATE TABLE many_' || n || ' (id integer)'; END LOOP; END $$`),
    )
    const [, ...pages] = await scrapes(exporter.url, 3, 6)
    for (const page of pages) {
      expect(failing(page)).toEqual([])
      expect(page.series.length).toBeLessThan(50_000)
      expect(page.seconds).toBeLessThan(5)
    }
    const tables = pages.at(-1)?.series.filter(({ name }) => name === 'pg_stat_user_tables_n_live_tup') ?? []
    expect(tables.length).toBeLessThanOrEqual(2001)
    console.log(`${pages.at(-1)?.series.length} series in ${pages.map(({ seconds }) => seconds.toFixed(2)).join(', ')} s`)
  })
})

describe('two Prometheus servers', () => {
  test('that scrape at once cause one collection', async () => {
    const calls = async (): Promise<number> => {
      const { rows } = await onDatabase(database.url, (client) =>
        client.query<{ calls: number }>("SELECT sum(calls)::integer AS calls FROM pg_stat_statements WHERE query LIKE '%AS n FROM held%'"),
      )
      return rows[0]?.calls ?? Number.NaN
    }
    const before = await calls()
    for (let round = 0; round < 5; round += 1) await Promise.all([scrape(exporter.url), scrape(exporter.url)])
    expect((await calls()) - before).toBe(5)
  })
})
