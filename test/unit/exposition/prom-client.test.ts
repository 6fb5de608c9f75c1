/**
 * The page beside that of prom-client 15.1.3, over 1,000 registries. It differs in four places, each of them named here:
 * prom-client writes `Nan`, puts `le` first, has an empty line between families, and merges series that only look alike.
 */
import { spawnSync } from 'node:child_process'
import { Counter, Registry } from 'prom-client'
import { beforeAll, describe, expect, test } from 'vitest'
import { counter, family } from '../../../definition/catalogue/index.js'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { counterOf, createInstruments, renderMetrics } from '../../../instrument/index.js'
import { readPage } from '../../support/metrics-page.js'
import { seeded } from '../exporter/random.js'
import { makePair, type Pair } from './registries.js'

interface Compared extends Pair {
  readonly page: string
  readonly theirPage: string
}

/** prom-client's page as it would be without its three differences of writing. */
const corrected = (page: string): string =>
  page
    .replaceAll(/ Nan$/gm, ' NaN')
    .replaceAll(/^(\w+_bucket)\{(le="[^"]+"),([^\n]*)\} /gm, '$1{$3,$2} ')
    .replaceAll('\n\n# HELP', '\n# HELP')

/** Families by name: ours stand in another order, numbers before histograms. */
const families = (page: string): readonly string[] => page.split(/^(?=# HELP )/m).toSorted()

let all: readonly Compared[] = []
beforeAll(async () => {
  const random = seeded(20)
  const pairs = Array.from({ length: 1000 }, (_, round) => makePair(random, round))
  all = await Promise.all(
    pairs.map(async (pair) => ({ ...pair, page: (await renderMetrics(pair.ours)).body, theirPage: await pair.theirs.metrics() })),
  )
})

describe('1,000 registries', () => {
  test('are written byte for byte as prom-client writes them, but for what it gets wrong', () => {
    for (const { page, theirPage } of all) expect(families(page)).toEqual(families(corrected(theirPage)))
  })

  test('hold what the comparison is about', () => {
    const text = all.map(({ page }) => page).join('')
    for (const piece of ['NaN\n', '+Inf\n', '-Inf\n', 'e-324\n', 'e+21\n', '\\\\', '\\"', '\\n', '☃', '_bucket{', '9007199254740992\n'])
      expect(text, piece).toContain(piece)
    expect(all.map(({ theirPage }) => theirPage).join('')).toMatch(/ Nan$/m)
    expect(all.reduce((sum, { merged }) => sum + merged, 0)).toBeLessThan(100)
  })

  test('are read back with every value', () => {
    for (const { page, gauges } of all) {
      const read = new Map(readPage(page).map(({ name, labels, value }) => [JSON.stringify([name, labels]), value]))
      for (const { metric, labels, value } of gauges) expect(read.get(JSON.stringify([metric.name, labels]))).toBe(value === 0 ? 0 : value)
    }
  })

  test('are what the exporter writes of the same samples', () => {
    for (const { page, gauges } of all) {
      const buffer = createBuffer()
      for (const { metric, labels, value } of gauges)
        buffer.setForeign({ name: metric.name, help: metric.help, kind: 'gauge', samples: [{ labels, value }] })
      const { text } = renderPage(buffer.families(), { standard: 1000, byMetric: new Map() })
      expect(text).toBe(
        families(page)
          .filter((one) => / gauge$/m.test(one.split('\n')[1] ?? ''))
          .join(''),
      )
    }
  })

  test('are accepted by promtool', () => {
    const input = all.map(({ page }) => page).join('')
    const { status, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8', maxBuffer: 2 ** 26 })
    expect(error).toBeUndefined()
    expect(stderr).not.toContain('error')
    expect(status === 0 || status === 3, `${status} ${stderr.slice(0, 500)}`).toBe(true)
  })
})

test('prom-client merges series that only look alike, and ours does not', async () => {
  const { odd_total } = family('application', {
    odd_total: counter({ help: 'Odd.', labels: { a: 'open', b: 'open' }, source: 'test', series: 2 }),
  })
  const theirs = new Registry()
  const merging = new Counter({ name: 'odd_total', help: 'Odd.', labelNames: ['a', 'b'], registers: [theirs] })
  const ours = createInstruments()
  for (const labels of [
    { a: '1,b:2', b: '3' },
    { a: '1', b: '2,b:3' },
  ]) {
    merging.inc(labels)
    counterOf(ours, odd_total).inc(labels)
  }
  expect(readPage(await theirs.metrics()).map(({ value }) => value)).toEqual([2])
  expect(readPage((await renderMetrics(ours)).body).map(({ value }) => value)).toEqual([1, 1])
})
