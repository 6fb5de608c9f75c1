import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal, scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { startPostgres, type Postgres } from '../../support/services.js'
import { createShop, onDatabase } from './shop-database.js'

let database: Postgres
const running: ExporterUnderTest[] = []

beforeAll(async () => {
  database = await startPostgres()
  await createShop(database.url)
  await onDatabase(database.url, (client) =>
    client.query('CREATE TABLE notes (id integer, text text); INSERT INTO notes SELECT n, n::text FROM generate_series(1, 50) n'),
  )
})
afterAll(async () => {
  await Promise.all(running.map((exporter) => exporter.close()))
  await database?.stop()
})

interface Query {
  readonly sql: string
  readonly metric?: string
  readonly value?: string
  readonly more?: string
}

/** The SQL begins on line 9. */
const yaml = ({ sql, metric = 'shop_products', value = 'n', more = 'interval: 0s' }: Query): string => `
postgres: [{ name: shop, url: "\${URL}" }]
queries:
  - name: asked
    target: shop
    metrics: [{ metric: ${metric}, value: ${value} }]
    ${more}
    sql: |
${sql.replace(/^/gm, '      ')}
`
const environment = () => ({ URL: database.url })
const refused = (query: Query) => refusal(yaml(query), environment())
const start = async (query: Query): Promise<ExporterUnderTest> => {
  const exporter = await startExporter(yaml(query), environment())
  running.push(exporter)
  return exporter
}
const success = { collector: 'sql_asked', target: 'shop' }

describe('a query that the server refuses keeps the exporter from starting, with one sentence and its line', () => {
  test.each<readonly [string, Query, string]>([
    [
      'a wrong column',
      { sql: 'SELECT count(*) AS n\n  FROM orders\n WHERE stauts = 1' },
      'plimsoll.yaml:11: PostgreSQL refuses the query "asked": column "stauts" does not exist (Perhaps you meant to reference the column "orders.status"); mend the SQL.',
    ],
    [
      'syntax',
      { sql: 'SELECT 1 AS n\n FORM orders' },
      'plimsoll.yaml:10: PostgreSQL refuses the query "asked": syntax error at or near "FORM"; mend the SQL.',
    ],
    [
      'syntax at its end',
      { sql: 'SELECT (1 AS n' },
      'plimsoll.yaml:9: PostgreSQL refuses the query "asked": syntax error at or near "AS"; mend the SQL.',
    ],
    [
      'a wrong function',
      { sql: 'SELECT\n  sume(1) AS n' },
      /^plimsoll\.yaml:10: PostgreSQL refuses the query "asked": function sume\(integer\) does not exist .*; mend the SQL\.$/,
    ],
    [
      'a wrong type',
      { sql: "SELECT id + 'x'::text AS n FROM orders" },
      /^plimsoll\.yaml:9: PostgreSQL refuses the query "asked": operator does not exist: integer \+ text .*; mend the SQL\.$/,
    ],
    [
      'a column for the value that it does not give',
      { sql: 'SELECT 1 AS m, 2 AS o' },
      'plimsoll.yaml:6: the query "asked" gives no column "n"; use one of m, o.',
    ],
    [
      'a column that is text',
      { sql: 'SELECT text AS n FROM notes' },
      'plimsoll.yaml:6: the column "n" of the query "asked" is no number; give a numeric column.',
    ],
    [
      'a column that is a time',
      { sql: 'SELECT now() AS n' },
      'plimsoll.yaml:6: the column "n" of the query "asked" is no number; write extract(epoch FROM n).',
    ],
    [
      'a column for a label that it does not give',
      { sql: 'SELECT 1 AS n', metric: 'shop_stock_units' },
      'plimsoll.yaml:6: the query "asked" gives no column "category" for the label category; name one of n in labels.',
    ],
    [
      'writing',
      { sql: 'DELETE FROM notes RETURNING 1 AS n' },
      /^plimsoll\.yaml:9: PostgreSQL refuses the query "asked": syntax error .*; mend the SQL\.$/,
    ],
    [
      'a second statement',
      { sql: 'SELECT 1 AS n) x; DELETE FROM notes; SELECT * FROM (SELECT 1 AS n' },
      /^plimsoll\.yaml:9: .*cannot insert multiple commands into a prepared statement; mend the SQL\.$/,
    ],
    ['leaving its parentheses', { sql: 'SELECT 1 AS n) x; DELETE FROM notes --' }, /^plimsoll\.yaml:9: /],
  ] as readonly (readonly [string, Query, string])[])('%s', async (_, query, expected) => {
    const sentence = await refused(query)
    if (typeof expected === 'string') expect(sentence).toBe(expected)
    else expect(sentence).toMatch(expected)
    expect(sentence).not.toContain('\n')
  })

  test('and nothing was written', async () => {
    const { rows } = await onDatabase(database.url, (client) => client.query<{ n: string }>('SELECT count(*) AS n FROM notes'))
    expect(rows).toEqual([{ n: '50' }])
  })
})

describe('a query that cannot be asked yet', () => {
  test('for want of its table starts the exporter, reports 0, and works once the table is there', async () => {
    const exporter = await start({ sql: 'SELECT count(*) AS n FROM later' })
    expect((await scrape(exporter.url)).value('plimsoll_collector_success', success)).toBe(0)
    expect(exporter.log()).toContain('relation \\"later\\" does not exist')
    await onDatabase(database.url, (client) => client.query('CREATE TABLE later (id integer)'))
    const page = await scrape(exporter.url)
    expect([page.value('plimsoll_collector_success', success), page.value('shop_products')]).toEqual([1, 0])
  })

  test('for want of its server starts the exporter too', async () => {
    const exporter = await startExporter(yaml({ sql: 'SELECT nonsense' }), { URL: 'postgres://me@127.0.0.1:1/x' })
    running.push(exporter)
    expect((await scrape(exporter.url)).value('plimsoll_collector_success', success)).toBe(0)
  })
})

describe('what a query may do', () => {
  test('is reading: a function that writes fails its collector', async () => {
    await onDatabase(database.url, (client) =>
      client.query("CREATE FUNCTION sneak() RETURNS integer LANGUAGE sql VOLATILE AS 'DELETE FROM notes; SELECT 1'"),
    )
    const exporter = await start({ sql: 'SELECT sneak() AS n' })
    expect((await scrape(exporter.url)).value('plimsoll_collector_success', success)).toBe(0)
    expect(exporter.log()).toContain('cannot execute DELETE in a read-only transaction')
  })

  test('it gives as many rows as its limit, or none', async () => {
    const exporter = await start({
      sql: 'SELECT id AS n, text AS category FROM notes',
      metric: 'shop_stock_units',
      more: 'row_limit: 49',
    })
    const page = await scrape(exporter.url)
    expect([page.value('plimsoll_collector_success', success), page.value('shop_stock_units')]).toEqual([0, undefined])
    expect(exporter.log()).toContain('gives more than 49 rows; aggregate them or raise row_limit')
  })

  test('it gives as many series as its limit, and the rest as one', async () => {
    const exporter = await start({
      sql: 'SELECT id AS n, text AS category FROM notes ORDER BY id',
      metric: 'shop_stock_units',
      more: 'series_limit: 10',
    })
    const page = await scrape(exporter.url)
    const stock = page.series.filter(({ name }) => name === 'shop_stock_units')
    expect(stock).toHaveLength(11)
    expect(page.value('shop_stock_units', { category: 'other' })).toBe((50 * 51) / 2 - 55)
    expect(page.value('plimsoll_series_overflowed', { metric: 'shop_stock_units' })).toBe(40)
  })

  test('NULL drops a sample and not its row’s others', async () => {
    const exporter = await start({
      sql: 'SELECT 1 AS n, NULL::integer AS low',
      more: 'interval: 0s',
    })
    expect((await scrape(exporter.url)).value('shop_products')).toBe(1)
    const two = await startExporter(
      yaml({ sql: 'SELECT 1 AS n, NULL::integer AS low' }).replace(
        'value: n }',
        'value: n }, { metric: shop_products_low_stock, value: low }',
      ),
      environment(),
    )
    running.push(two)
    const page = await scrape(two.url)
    expect([page.value('shop_products'), page.value('shop_products_low_stock')]).toEqual([1, undefined])
  })

  test('a label that people chose is harmless, whatever stands in it', async () => {
    const label = 'a"b\\c\nd} 5\n# HELP x'
    await onDatabase(database.url, (client) => client.query('CREATE TABLE odd AS SELECT $1::text AS category, 7 AS n', [label]))
    const exporter = await start({ sql: 'SELECT * FROM odd', metric: 'shop_stock_units' })
    expect((await scrape(exporter.url)).value('shop_stock_units', { category: label })).toBe(7)
  })

  test('amounts beyond what an integer holds are read', async () => {
    const exporter = await start({ sql: 'SELECT 12345678901234.5::numeric AS n' })
    expect((await scrape(exporter.url)).value('shop_products')).toBe(12_345_678_901_234.5)
  })
})

describe('how often a query is asked', () => {
  test('once in its interval, and the age of its rows is told', async () => {
    await onDatabase(database.url, (client) => client.query('CREATE SEQUENCE IF NOT EXISTS asked; GRANT ALL ON asked TO PUBLIC'))
    const exporter = await start({ sql: 'SELECT extract(epoch FROM clock_timestamp()) AS n', more: 'interval: 1s' })
    const first = await scrape(exporter.url)
    const second = await scrape(exporter.url)
    expect(second.value('shop_products')).toBe(first.value('shop_products'))
    const age = (page: typeof first) => page.value('plimsoll_query_cache_age_seconds', { query: 'asked', target: 'shop' }) ?? Number.NaN
    expect(age(second)).toBeGreaterThan(age(first))
    await sleep(1000)
    const third = await scrape(exporter.url)
    expect(third.value('shop_products')).toBeGreaterThan(first.value('shop_products') ?? 0)
    expect(age(third)).toBeLessThan(0.5)
  })
})

const sleepers = async (): Promise<number> => {
  const { rows } = await onDatabase(database.url, (client) =>
    client.query<{ n: string }>(
      "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()",
    ),
  )
  return Number(rows[0]?.n)
}

describe('a query that is slow', () => {
  test('is stopped by the server after its timeout', async () => {
    const exporter = await start({ sql: 'SELECT 1 AS n, pg_sleep(20)', more: 'timeout: 300ms' })
    const page = await scrape(exporter.url)
    expect(page.value('plimsoll_collector_success', success)).toBe(0)
    expect(page.value('pg_up')).toBe(1)
    expect(page.seconds).toBeLessThan(5)
    expect(exporter.log()).toContain('canceling statement due to statement timeout')
    expect(await sleepers()).toBe(0)
  })

  test('is cancelled at the server when the scrape’s time is over', async () => {
    const exporter = await start({ sql: 'SELECT 1 AS n, pg_sleep(20)', more: 'timeout: 15s\n    interval: 0s' })
    const waiting = scrape(exporter.url, 1.5)
    await sleep(500)
    expect(await sleepers()).toBe(1)
    const page = await waiting
    expect(page.seconds).toBeLessThan(1.5)
    expect([page.value('plimsoll_collector_success', success), page.value('pg_up')]).toEqual([0, 1])
    await sleep(100)
    expect(await sleepers()).toBe(0)
  })

  test('that waits for a lock is given up after a second and holds nobody up', async () => {
    const exporter = await start({ sql: 'SELECT count(*) AS n FROM notes', more: 'timeout: 15s\n    interval: 0s' })
    expect((await scrape(exporter.url)).value('shop_products')).toBe(50)
    await onDatabase(database.url, async (client) => {
      await client.query('BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE')
      const page = await scrape(exporter.url)
      expect([page.value('plimsoll_collector_success', success), page.value('pg_up')]).toEqual([0, 1])
      expect(page.seconds).toBeLessThan(5)
      await client.query('ROLLBACK')
    })
    expect((await scrape(exporter.url)).value('shop_products')).toBe(50)
  })
})
