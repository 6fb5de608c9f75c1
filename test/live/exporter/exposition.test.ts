/** A page of thousands of series through the real route, as each reader takes it: Prometheus old and new, curl, a browser, Node. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPrometheus, type MonitorServer } from '../../../stack/index.js'
import { startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { readPage } from '../../support/metrics-page.js'
import { freePort, startPostgres, type Postgres } from '../../support/services.js'

/** The exporter runs in this process, so nothing here may block it. */
const run = promisify(execFile)

const ROWS = 4000
/** Labels with everything that is escaped, and values of every length; the same at each scrape. */
const YAML = `
postgres: [{ name: shop, url: "\${URL}" }]
scrape: { series_budget: 50000 }
queries:
  - name: many
    target: shop
    interval: 1s
    timeout: 5s
    row_limit: ${ROWS}
    series_limit: ${ROWS}
    sql: |
      SELECT 'row ' || n || ' "\\' || chr(10) || 'é☃' AS label, CASE n % 4 WHEN 0 THEN n::float8 WHEN 1 THEN n / 7.0::float8 WHEN 2 THEN -n * 1e18::float8 ELSE n * 1e-12::float8 END AS value
        FROM generate_series(1, ${ROWS}) AS n
    metrics:
      - { name: many_rows, help: Rows., type: gauge, value: value, labels: { row: label } }
`

const expected = (row: number): number => [row, row / 7, -row * 1e18, row * 1e-12][row % 4] ?? Number.NaN

const programs = (process.env['PLIMSOLL_TEST_PROGRAMS'] ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '')
  .map((folder) => ({ path: join(folder, 'prometheus'), env: {} }))

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-exposition-'))
let database: Postgres
let exporter: ExporterUnderTest
let address = ''

beforeAll(async () => {
  database = await startPostgres()
  exporter = await startExporter(YAML, { URL: database.url })
  address = `${exporter.url}/metrics`
})
afterAll(async () => {
  await Promise.all([exporter?.close(), database?.stop()])
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
}

/** As it comes over the wire. */
const raw = (headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  new Promise<Answer>((resolve, reject) => {
    const asked = request(address, { headers, method }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }))
    })
    asked.on('error', reject).end()
  })

const rowsOf = (text: string) => readPage(text).filter(({ name }) => name === 'many_rows')

const expectAll = (text: string): void => {
  const rows = rowsOf(text)
  expect(rows).toHaveLength(ROWS)
  for (const { labels, value } of rows) {
    const [, number = ''] = /^row (\d+) "\\\né☃$/.exec(labels['row'] ?? '') ?? []
    expect(value, labels['row']).toBe(expected(Number(number)))
  }
}

describe('the page', () => {
  test('is whole, plain and packed, and states its length', async () => {
    const plain = await raw()
    expect([plain.status, plain.headers['content-length'], plain.headers['content-encoding']]).toEqual([
      200,
      String(plain.body.length),
      undefined,
    ])
    expectAll(plain.body.toString())
    const packed = await raw({ 'accept-encoding': 'gzip' })
    expect([packed.headers['content-encoding'], packed.headers['content-length']]).toEqual(['gzip', String(packed.body.length)])
    expect(packed.headers['vary']).toMatch(/accept-encoding/i)
    expectAll(gunzipSync(packed.body).toString())
  })

  test('is whole for twenty readers at once, plain and packed', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => raw(index % 2 ? { 'accept-encoding': 'gzip' } : {})))
    for (const { body, headers } of answers) expectAll((headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString())
  })

  test('has a head of its own, without a body', async () => {
    const { status, headers, body } = await raw({}, 'HEAD')
    expect([status, headers['content-type'], body.length]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8', 0])
    expect(Number(headers['content-length'])).toBeGreaterThan(100_000)
  })

  test('is read whole by curl, which takes a second gzip member for an error', async () => {
    const { stdout } = await run('curl', ['-sS', '--fail', '--compressed', address], { maxBuffer: 2 ** 26 })
    expectAll(stdout)
  })

  test('is shown whole by a browser, which shows the first gzip member alone', async () => {
    const profile = `--user-data-dir=${join(folder, 'chromium')}`
    const { stdout } = await run('chromium', ['--headless', '--no-sandbox', profile, '--dump-dom', address], { maxBuffer: 2 ** 26 })
    expect(stdout.match(/^many_rows\{/gm)).toHaveLength(ROWS)
    expect(stdout).toContain('process_resident_memory_bytes')
  })

  test('does not outlive a reader that leaves in the middle', async () => {
    for (let time = 0; time < 5; time += 1) {
      const asked = request(address)
      asked.on('error', () => undefined)
      asked.on('response', (answer) => answer.once('data', () => asked.destroy()))
      asked.end()
      await sleep(20)
    }
    expectAll((await raw()).body.toString())
    expect(exporter.log()).not.toContain('a request failed')
  })
})

describe.each([{ path: 'of this machine' }, ...programs])('Prometheus $path', ({ path }) => {
  let prometheus: MonitorServer
  beforeAll(async () => {
    const place = mkdtempSync(join(folder, 'prometheus-'))
    const configuration = join(place, 'prometheus.yml')
    const job = { job_name: 'exporter', static_configs: [{ targets: [new URL(exporter.url).host] }] }
    writeFileSync(configuration, JSON.stringify({ global: { scrape_interval: '2s', scrape_timeout: '2s' }, scrape_configs: [job] }))
    const program = programs.find((one) => one.path === path)
    const order = { configuration, storage: join(place, 'data'), log: join(place, 'log'), port: await freePort() }
    prometheus = await startPrometheus(program ? { ...order, program } : order)
  })
  afterAll(() => prometheus?.running.stop())

  const query = async (expression: string) => {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expression)}`)
    return ((await answer.json()) as { data: { result: readonly { metric: Record<string, string>; value: [number, string] }[] } }).data
      .result
  }

  test('reads every series of the packed page, with its value', async () => {
    let rows = await query('many_rows')
    for (let attempt = 0; attempt < 100 && rows.length < ROWS; attempt += 1) {
      await sleep(100)
      rows = await query('many_rows')
    }
    expect(rows).toHaveLength(ROWS)
    for (const { metric, value } of rows) {
      const [, number = ''] = /^row (\d+) "\\\né☃$/.exec(metric['row'] ?? '') ?? []
      expect(Number(value[1]), metric['row']).toBe(expected(Number(number)))
    }
    const [scraped] = await query('scrape_samples_scraped')
    expect(Math.abs(Number(scraped?.value[1]) - readPage((await raw()).body.toString()).length)).toBeLessThan(20)
    expect((await query('up'))[0]?.value[1]).toBe('1')
  })
})
