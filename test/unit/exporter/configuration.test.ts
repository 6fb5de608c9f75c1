import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { declaredQueries, metrics } from '../../../definition/catalogue/index.js'
import { readSettings } from '../../../exporter/settings/read.js'
import { reveal, secret } from '../../../configuration/index.js'
import { refusal } from '../../support/exporter.js'

const SERVER = 'postgres:\n  - name: shop\n    url: postgres://me@127.0.0.1:1/shop\n'
const QUERY = `${SERVER}queries:\n  - name: orders\n    target: shop\n    sql: SELECT 1 AS n\n    metrics:\n`

describe('a mistake in the configuration is one sentence with file, line, key and remedy', () => {
  test.each([
    ['lisen: {}', 'plimsoll.yaml:1: "lisen" is no key that is known here; write "listen".'],
    ['listen:\n  port: 99999', 'plimsoll.yaml:2: listen.port is 99999; write a number of at most 65535.'],
    ['scrape:\n  timeout: fast', 'plimsoll.yaml:2: scrape.timeout is "fast"; write a duration such as 500ms, 30s, 5m or 1h.'],
    ['postgres:\n  - url: x', 'plimsoll.yaml:2: postgres[0] has no key "name"; add it.'],
    [
      'postgres:\n  - name: Shop!\n    url: x',
      'plimsoll.yaml:2: postgres[0].name is "Shop!"; write a name of small letters, digits and underscores.',
    ],
    [
      'postgres:\n  - name: shop\n    url: mysql://root:hunter2@db/x',
      'plimsoll.yaml:3: url of "shop" gives no address of a postgres server; write it as postgres://user@host:5432/database.',
    ],
    [
      'postgres:\n  - name: shop',
      'plimsoll.yaml:2: url of "shop" gives no address of a postgres server; write it as postgres://user@host:5432/database.',
    ],
    [
      'redis:\n  - name: c\n    url: localhost:6379',
      'plimsoll.yaml:3: url of "c" gives no address of a redis server; write it as redis://host:6379.',
    ],
    [
      'redis:\n  - name: c\n    url: redis://a\n  - name: c\n    url: redis://b',
      'plimsoll.yaml:4: another redis server is named "c" too; give each its own name.',
    ],
    [
      'redis:\n  - name: c\n    url: redis://a\n    password_variable: PW',
      'plimsoll.yaml:4: the environment variable PW that password_variable names is not set; set it or use a file.',
    ],
    [
      'health:\n  token_variable: TOKEN',
      'plimsoll.yaml:2: the environment variable TOKEN that health.token_variable names is not set; set it or use a file.',
    ],
    [
      'postgres:\n  - name: shop\n    url: ${NOWHERE}',
      'plimsoll.yaml:3: the environment variable NOWHERE is not set; set it or write a default as ${NOWHERE:-default}.',
    ],
    [`${QUERY}      []`, 'plimsoll.yaml:8: queries[0].metrics is a list; write a list that is not empty.'],
    [
      `${QUERY}      - { metric: shop_orderz, value: n }`,
      'plimsoll.yaml:9: the catalogue has no metric "shop_orderz" that is read by SQL; write "shop_orders".',
    ],
    [
      `${QUERY}      - { metric: pg_up, value: n }`,
      'plimsoll.yaml:9: the catalogue has no metric "pg_up" that is read by SQL; declare it here with name, help and type instead.',
    ],
    [
      `${QUERY}      - metric: shop_orders\n        value: n\n        labels:\n          stauts: s`,
      'plimsoll.yaml:12: shop_orders has no label "stauts"; write "status".',
    ],
    [
      `${QUERY}      - { metric: shop_products, value: n, labels: { x: y } }`,
      'plimsoll.yaml:9: shop_products has no label "x"; leave it away.',
    ],
    [
      `${QUERY}      - { metric: shop_products, value: n }\n      - { metric: shop_products, value: n }`,
      'plimsoll.yaml:10: shop_products is filled already by the query at plimsoll.yaml:9; keep one of them.',
    ],
    [
      QUERY.replace('target: shop', 'target: shopp') + '      - { metric: shop_products, value: n }',
      'plimsoll.yaml:6: no postgres server is named "shopp"; write "shop".',
    ],
    [
      `queries:\n  - { name: a, target: b, sql: x, metrics: [{ metric: shop_products, value: n }] }`,
      'plimsoll.yaml:2: no postgres server is named "b"; add it under postgres.',
    ],
    [
      `${QUERY}      - { metric: shop_products, value: n }\n  - { name: orders, target: shop, sql: x, metrics: [{ metric: shop_orders_today, value: n }] }`,
      'plimsoll.yaml:10: another query is named "orders" too; give each its own name.',
    ],
    ['business: {}', 'plimsoll.yaml:1: business has no key "target"; add it.'],
    [`${SERVER}business: { target: shoop }`, 'plimsoll.yaml:4: no postgres server is named "shoop"; write "shop".'],
    [
      `${QUERY}      - { metric: shop_products, value: n }`.replace('name: orders', 'name: stock') + '\nbusiness: { target: shop }',
      'plimsoll.yaml:5: another query is named "stock" too; give each its own name.',
    ],
    [
      `${QUERY}      - { metric: shop_products, value: n }`.replace('name: orders', 'name: mine') + '\nbusiness: { target: shop }',
      'plimsoll.yaml:9: shop_products is filled already by the query at definition/catalogue, query "assortment"; keep one of them.',
    ],
    [
      `${QUERY}      - { value: n }`,
      'plimsoll.yaml:9: a metric has neither "metric" nor "name"; name one of the catalogue, or declare one with name, help, type.',
    ],
    [
      `${QUERY}      - { metric: shop_products, help: Again., value: n }`,
      'plimsoll.yaml:9: help stands beside "metric", and the catalogue says it of shop_products; leave one of them away.',
    ],
    [
      `${QUERY}      - { name: shop_x, type: gauge, value: n }`,
      'plimsoll.yaml:9: the metric "shop_x" has no help; say in a sentence what it counts.',
    ],
    [
      `${QUERY}      - { name: shop_x, help: X., value: n }`,
      'plimsoll.yaml:9: the metric "shop_x" has no type; write type: gauge or type: counter.',
    ],
    [
      `${QUERY}      - { name: shop_x, help: X., type: gague, value: n }`,
      'plimsoll.yaml:9: queries[0].metrics[0].type is "gague"; write one of gauge, counter.',
    ],
    [
      `${QUERY}      - { name: 7up, help: X., type: gauge, value: n }`,
      'plimsoll.yaml:9: "7up" is no name of a metric; write letters, digits and underscores, 150 at most and no digit first.',
    ],
    [
      `${QUERY}      - { name: pg_x, help: X., type: gauge, value: n }`,
      'plimsoll.yaml:9: "pg_x" begins as the exporter\'s own metrics do; choose another word than "pg".',
    ],
    [
      `${QUERY}      - { name: shop_stock_units, help: X., type: gauge, value: n }`,
      'plimsoll.yaml:9: "shop_stock_units" is declared in the catalogue; write "metric" instead of "name" and leave help, type and unit away.',
    ],
    [
      `${QUERY}      - { name: shop_revenue, help: X., type: gauge, value: n }`,
      'plimsoll.yaml:9: "shop_revenue" is too close to shop_revenue_total of the catalogue; choose another name.',
    ],
    [
      `${QUERY}      - { name: tickets, help: X., type: counter, value: n }`,
      'plimsoll.yaml:9: "tickets" is a counter, whose names end in _total; write "tickets_total" or type: gauge.',
    ],
    [
      `${QUERY}      - { name: tickets_total, help: X., type: gauge, value: n }`,
      'plimsoll.yaml:9: "tickets_total" is a gauge with the ending of another type; write it without that ending.',
    ],
    [
      `${QUERY}      - { name: tickets, help: X., type: gauge, value: n, labels: { "a-b": c } }`,
      'plimsoll.yaml:9: "a-b" is no name of a label here; write letters, digits and underscores.',
    ],
    [
      `${QUERY}      - { name: tickets, help: X., type: gauge, value: n, labels: { le: c } }`,
      'plimsoll.yaml:9: "le" is no name of a label here; histograms need that name; choose another.',
    ],
    [
      `${QUERY}      - { name: tickets, help: X., type: gauge, value: n }\n      - { name: tickets_total, help: X., type: counter, value: n }`,
      'plimsoll.yaml:10: tickets_total and tickets at plimsoll.yaml:9 are one family; choose another name.',
    ],
  ])('%j', async (yaml, expected) => {
    // startExporter writes the file as plimsoll.yaml and the sentence begins with that name
    expect(await refusal(yaml)).toBe(expected)
  })
})

describe('the configuration that comes with the project', () => {
  const environment = { DATABASE_URL: 'postgres://me@db:5432/shop', PLIMSOLL_EXPORTER_PORT: '19464' }
  const settings = readSettings('plimsoll.yaml', environment)

  test('needs no environment', () => {
    expect(readSettings('plimsoll.yaml', {})).toMatchObject({ host: '127.0.0.1', port: 9464, scrapeSeconds: 9.5, token: undefined })
  })

  test('takes addresses from it', () => {
    expect(settings.port).toBe(19_464)
    expect(settings.postgres.map(({ url }) => reveal(url))).toEqual(['postgres://me@db:5432/shop'])
  })

  test('fills every metric that the catalogue says is read by SQL', () => {
    const declared = Object.values(metrics).filter(({ exposedBy, source }) => exposedBy === 'exporter' && source.startsWith('SQL'))
    expect(settings.queries.flatMap((query) => query.metrics.map(({ metric }) => metric.name)).sort()).toEqual(
      declared.map(({ name }) => name).sort(),
    )
  })

  test('shows its secrets to nobody who prints it', () => {
    expect(JSON.stringify(readSettings('plimsoll.yaml', { ...environment, DATABASE_URL: 'postgres://me:hunter2@db/shop' }))).not.toContain(
      'hunter2',
    )
  })
})

describe('a metric that a query declares for itself', () => {
  test('is as one of the catalogue; its unit comes from its name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-own-'))
    const file = join(folder, 'plimsoll.yaml')
    writeFileSync(file, `${QUERY}      - { name: ticket_age_seconds, help: Age., type: gauge, value: n, labels: { urgency: u } }\n`)
    const [filled] = readSettings(file, {}).queries[0]?.metrics ?? []
    rmSync(folder, { recursive: true })
    expect(filled).toMatchObject({ column: 'n', labels: { urgency: 'u' }, where: `${file}:9` })
    expect(filled?.metric).toMatchObject({ name: 'ticket_age_seconds', kind: 'gauge', unit: 'seconds', labels: { urgency: 'open' } })
  })

  test('stands in the example of docs/exporter.md, which is read as it is written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-own-'))
    cpSync('docs/examples/exporter.yaml', join(folder, 'plimsoll.yaml'))
    writeFileSync(join(folder, 'database-password'), 'secret')
    const [query] = readSettings(join(folder, 'plimsoll.yaml'), {}).queries
    rmSync(folder, { recursive: true })
    expect(query?.metrics[0]?.metric).toMatchObject({ name: 'support_open_tickets', unit: 'count', labels: { urgency: 'open' } })
  })

  test('stands in the example of plimsoll.yaml, which is read as it is written', () => {
    const text = readFileSync('plimsoll.yaml', 'utf8').replace(/^# (?=queries:)|^# (?=  )/gm, (mark, at: number, all: string) =>
      at >= all.indexOf('# queries:') ? '' : mark,
    )
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-own-'))
    const file = join(folder, 'plimsoll.yaml')
    writeFileSync(file, text)
    const names = readSettings(file, {}).queries.map(({ name }) => name)
    rmSync(folder, { recursive: true })
    expect(names).toEqual([...declaredQueries.map(({ name }) => name), 'tickets'])
  })
})

describe('addresses and passwords from files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-servers-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'plimsoll.yaml')
  const read = (yaml: string, environment = {}) => {
    writeFileSync(file, yaml)
    return readSettings(file, environment)
  }
  writeFileSync(join(folder, 'password'), 'p@ss/w:rd?\n')
  writeFileSync(join(folder, 'address'), 'postgres://me:there@db/shop\n')

  test('a password goes into the address, whatever stands in it; its file lies beside the configuration', () => {
    const { postgres } = read('postgres: [{ name: a, url: "postgres://me@db/shop", password_file: password }]')
    expect(decodeURIComponent(new URL(reveal(postgres[0]?.url ?? secret(''))).password)).toBe('p@ss/w:rd?')
  })

  test('a whole address from a file is taken instead of the written one', () => {
    const { postgres } = read('postgres: [{ name: a, url: "postgres://me@localhost/shop", url_file: "${FILE:-}" }]', { FILE: 'address' })
    expect(reveal(postgres[0]?.url ?? secret(''))).toBe('postgres://me:there@db/shop')
  })

  test('an environment variable that names no file leaves the written one', () => {
    const { postgres } = read('postgres: [{ name: a, url: "postgres://me@localhost/shop", url_file: "${FILE:-}" }]')
    expect(reveal(postgres[0]?.url ?? secret(''))).toBe('postgres://me@localhost/shop')
  })

  test('a file that is missing is told with its line', () => {
    expect(() => read('health:\n  token_file: nowhere')).toThrow(
      `${file}:2: the file ${join(folder, 'nowhere')} that health.token_file names does not exist; put the secret alone into a file that this user may read.`,
    )
  })
})
