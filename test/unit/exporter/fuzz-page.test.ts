import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import { postgres } from '../../../definition/catalogue/index.js'
import { businessCollector } from '../../../exporter/collectors/business/index.js'
import { writeInformation } from '../../../exporter/collectors/redis/index.js'
import { createBuffer, type SampledFamily } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import type { BusinessQuery } from '../../../exporter/settings/settings.js'
import { ownMetric } from '../../../exporter/settings/own-metric.js'
import { readPage } from '../../support/metrics-page.js'
import { fuzz, FUZZ } from './fuzz-counts.js'
import { hostileText, hostileValue } from './hostile.js'
import { pick, seeded, textOf } from './random.js'

const BUDGET = 20
const budgets = { standard: BUDGET, byMetric: new Map<string, number>() }
const pages: string[] = []

/** The page, read back: every family once, no series twice, none over the budget and its one `other`. */
const proved = (families: readonly SampledFamily[], seed: number): ReturnType<typeof readPage> => {
  const { text } = renderPage(families, budgets)
  const series = readPage(text)
  const keys = new Set(series.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()])))
  if (keys.size !== series.length) throw new Error(`${series.length - keys.size} series stand twice`)
  const types = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name)
  if (new Set(types).size !== types.length) throw new Error('a family stands twice')
  const sizes = new Map<string, number>()
  for (const { name } of series) sizes.set(name, (sizes.get(name) ?? 0) + 1)
  const large = [...sizes].find(([, size]) => size > BUDGET + 2)
  if (large) throw new Error(`${large[0]} has ${large[1]} series`)
  if (seed % Math.ceil((2 * FUZZ.labelSets) / FUZZ.pagesForPromtool) === 0) pages.push(text)
  return series
}

const wellFormed = (text: string): string => Buffer.from(text).toString()

describe('hostile labels', () => {
  test(`${FUZZ.labelSets} of them are read back as they were given, none merged with another`, { timeout: 120_000 }, () => {
    const perPage = 10
    fuzz(FUZZ.labelSets / perPage, (seed) => {
      const random = seeded(seed)
      const into = createBuffer()
      const given = new Map<string, number>()
      for (let index = 0; index < perPage; index += 1) {
        const labels = { target: hostileText(random), datname: hostileText(random) }
        into.set(postgres.pg_database_size_bytes, labels, index)
        const key = JSON.stringify([wellFormed(labels.target), wellFormed(labels.datname)])
        if (!given.has(key)) given.set(key, index)
      }
      const read = proved(into.families(), seed).filter(({ name }) => name === 'pg_database_size_bytes')
      const found = new Map(read.map(({ labels, value }) => [JSON.stringify([labels['target'], labels['datname']]), value]))
      expect(found).toEqual(given)
    })
  })
})

const FIELDS = [
  'redis_version',
  'used_memory',
  'maxmemory',
  'role',
  'master_link_status',
  'connected_slaves',
  'slave0',
  'slave1',
  'db0',
  'db99',
  'cmdstat_get',
  'cmdstat_config|get',
  'latency_percentiles_usec_get',
  'errorstat_ERR',
  'aof_enabled',
  'uptime_in_seconds',
  'mem_fragmentation_ratio',
] as const
const RECORDS = [
  'keys=3,expires=1,avg_ttl=0,subexpiry=0',
  'calls=1,usec=2,usec_per_call=2.0,rejected_calls=0,failed_calls=0',
  'ip=10.0.0.1,port=6379,state=online,offset=1,lag=0',
  'p50=1.003,p99=,p99.9=nan',
  'count=1',
] as const

const infoLine = (random: () => number): string => {
  const name =
    random() < 0.7
      ? pick(random, FIELDS)
      : `${pick(random, ['cmdstat_', 'db', 'slave', 'errorstat_', 'latency_percentiles_usec_', ''])}${hostileText(random)}`
  const record = pick(random, RECORDS).replace(/[^=,]+(?=,|$)/, (value) => (random() < 0.5 ? value : hostileText(random)))
  const value = random() < 0.5 ? record : random() < 0.5 ? String(Math.floor(random() * 1e6)) : hostileText(random)
  return `${name}${pick(random, [':', ':', ':', '', '::', '='])}${value}`
}

describe('hostile texts of INFO', () => {
  test(`${FUZZ.informationTexts} of them give a valid page each`, { timeout: 120_000 }, () => {
    fuzz(FUZZ.informationTexts, (seed) => {
      const random = seeded(seed)
      const lines = Array.from({ length: Math.floor(random() * 30) }, () => infoLine(random))
      const into = createBuffer()
      writeInformation(into, 'cache', lines.join(pick(random, ['\r\n', '\n'])))
      proved(into.families(), seed)
    })
  })
})

const gauge = (name: string) =>
  ownMetric({ name, help: 'Made up.', type: 'gauge', labels: { one: 'one', two: 'two' } }, () => 'plimsoll.yaml:1')
const place = { labels: { one: 'one', two: 'two' }, where: 'plimsoll.yaml:1' }
const query: BusinessQuery = {
  name: 'fuzz',
  target: 'shop',
  sql: 'SELECT',
  intervalSeconds: 0,
  timeoutSeconds: 1,
  rowLimit: 30,
  seriesLimit: BUDGET,
  metrics: [
    { metric: gauge('app_first'), column: 'first', ...place },
    { metric: gauge('app_second'), column: 'second', ...place },
  ],
  where: 'plimsoll.yaml:1',
  whereLine: () => 'plimsoll.yaml:1',
}

/** Most columns of a table are of one kind; so a row is good or bad more often than half of it. */
const rowOf = (random: () => number, isHostile: boolean): Readonly<Record<string, unknown>> => {
  const value = () => (isHostile ? hostileValue(random) : pick(random, [null, 1, '2.5', '9007199254740993', 'NaN', true, -0.5, 7n]))
  const label = () =>
    isHostile ? hostileValue(random) : pick(random, [null, textOf(random, 'ab"\\\n', 3), hostileText(random), 5, new Date(0)])
  return { one: label(), two: label(), first: value(), second: value() }
}

describe('hostile results of SQL', () => {
  test(`${FUZZ.sqlResults} of them give a valid page or a clear error each`, { timeout: 120_000 }, async () => {
    const met = { pages: 0, errors: new Map<string, number>() }
    const results: Promise<void>[] = []
    fuzz(FUZZ.sqlResults, (seed) => {
      const random = seeded(seed)
      const rows = Array.from({ length: Math.floor(random() * (seed % 8 === 0 ? 60 : 6)) }, () => rowOf(random, seed % 4 === 0))
      const collector = businessCollector(query, { read: async () => ({ rows, fields: [] }) })
      const into = createBuffer()
      const failed = (error: unknown): void => {
        const message = error instanceof Error ? error.message : String(error)
        if (!/gives what is no number; cast it|gives more than 30 rows/.test(message))
          throw new Error(`seed ${seed}: ${message}`, { cause: error })
        met.errors.set(message, (met.errors.get(message) ?? 0) + 1)
      }
      const read = (): void => {
        try {
          proved(into.families(), seed)
        } catch (error) {
          throw new Error(`seed ${seed}: ${String(error)}`, { cause: error })
        }
        met.pages += 1
      }
      results.push(collector.collect(into, AbortSignal.abort()).then(read, failed))
    })
    await Promise.all(results)
    console.log(`${met.pages} pages; ${[...met.errors].map(([message, count]) => `${count} × ${message}`).join('; ')}`)
    expect(met.pages).toBeGreaterThan(FUZZ.sqlResults / 2)
    expect(met.errors.size).toBe(3)
  })
})

describe('a sample of those pages', () => {
  const readable: string[] = []
  afterAll(() => expect(readable.length).toBeGreaterThan(FUZZ.pagesForPromtool / 2))

  test('pleases promtool', { timeout: 120_000 }, () => {
    for (const page of pages) {
      const { stdout, stderr, error, status } = spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' })
      expect(error).toBeUndefined()
      expect([0, 3], `${stdout}${stderr}${page}`).toContain(status) // 3 are its opinions of names
      readable.push(page)
    }
  })
})
