/** The exporter's page, rendered scrape after scrape: what is on it is what was read last. */
import { Buffer } from 'node:buffer'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { postgres, shopState } from '../../../definition/catalogue/index.js'
import { createBuffer, type SampledFamily } from '../../../exporter/exposition/buffer.js'
import { createPage, renderPage } from '../../../exporter/exposition/page.js'
import { pick, seeded, textOf } from '../exporter/random.js'

const budgets = { standard: 40, byMetric: new Map([['shop_stock_units', 25]]) }

const textOfPage = async (page: ReturnType<typeof createPage>, families: readonly SampledFamily[]): Promise<string> =>
  Buffer.concat((await page.render(families)).parts).toString()

/** Families of a scrape: some as they were, some with rows gone, added or in another order. */
const anyScrape = (random: () => number): readonly SampledFamily[] => {
  const buffer = createBuffer()
  const names = Array.from({ length: Math.floor(random() * 60) }, (_, index) =>
    random() < 0.9 ? `d${index}` : textOf(random, 'd"\\\n1', 3),
  )
  const rows = random() < 0.2 ? names.toReversed() : names
  for (const datname of rows)
    buffer.set(postgres.pg_database_size_bytes, { target: 'a', datname }, pick(random, [1, 2.5, Number.NaN, 1e21]))
  for (const category of rows.slice(0, 30)) buffer.set(shopState.shop_stock_units, { category }, Math.floor(random() * 5))
  if (random() < 0.7) buffer.set(postgres.pg_up, { target: pick(random, ['a', 'b']) }, 1)
  if (random() < 0.5)
    buffer.setForeign({
      name: 'foreign',
      help: pick(random, ['One.', 'Two.']),
      kind: pick(random, ['gauge', 'untyped']),
      samples: rows
        .slice(0, 5)
        .map((x) => ({ labels: pick(random, [{ x }, { x, y: x }, { y: x, x }]), value: random(), suffix: pick(random, ['', '_sum']) })),
    })
  return buffer.families()
}

test('a page that was kept over 500 scrapes is that of a new one, byte for byte', async () => {
  const random = seeded(31)
  const page = createPage(budgets)
  let last = anyScrape(random)
  for (let round = 0; round < 500; round += 1) {
    if (random() < 0.8) last = anyScrape(random)
    expect(await textOfPage(page, last)).toBe(renderPage(last, budgets).text)
  }
})

test('rows that come again with other values are shown with these', async () => {
  const page = createPage(budgets)
  for (const value of [1, 2, 2, 3.5]) {
    const buffer = createBuffer()
    buffer.set(postgres.pg_database_size_bytes, { target: 'a', datname: 'd' }, value)
    expect(await textOfPage(page, buffer.families())).toContain(`pg_database_size_bytes{target="a",datname="d"} ${value}\n`)
  }
})

test('pages that are asked for at the same time do not mix', async () => {
  const random = seeded(32)
  const page = createPage({ standard: 50_000, byMetric: new Map() })
  const scrapes = Array.from({ length: 8 }, (_, scrape) => {
    const buffer = createBuffer()
    const count = 3000 + Math.floor(random() * 3000)
    for (let index = 0; index < count; index += 1)
      buffer.set(postgres.pg_database_size_bytes, { target: `t${scrape % 2}`, datname: `${index}` }, scrape)
    return buffer.families()
  })
  const texts = await Promise.all(scrapes.map((families) => textOfPage(page, families)))
  for (const [index, families] of scrapes.entries())
    expect(texts[index]).toBe(renderPage(families, { standard: 50_000, byMetric: new Map() }).text)
})

test('a page that is asked for while another is rendered is built upon it', async () => {
  const page = createPage({ standard: 50_000, byMetric: new Map() })
  const buffer = createBuffer()
  for (let index = 0; index < 3000; index += 1) buffer.set(postgres.pg_database_size_bytes, { target: 'a', datname: `${index}` }, index)
  const [first, second] = await Promise.all([page.render(buffer.families()), page.render(buffer.families())])
  expect(second.parts.every((part, index) => part === first.parts[index])).toBe(true)
})

test('a scrape that cannot be rendered leaves nothing behind for the next', async () => {
  const page = createPage(budgets)
  const good = anyScrape(seeded(33))
  await page.render(good)
  const broken = {
    head: { ...postgres.pg_up, name: 'zz' },
    series: [{ labels: undefined as unknown as Record<string, string>, names: ['target'], suffix: '' as const }],
    values: [1],
  }
  await expect(page.render([...anyScrape(seeded(34)), broken])).rejects.toThrow(TypeError)
  expect(await textOfPage(page, good)).toBe(renderPage(good, budgets).text)
})

test('series that come and go leave the memory as it was', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const page = createPage({ standard: 5000, byMetric: new Map() })
  const scrape = async (round: number): Promise<void> => {
    const buffer = createBuffer()
    for (let index = 0; index < 500; index += 1)
      buffer.set(postgres.pg_database_size_bytes, { target: 'a', datname: `table ${round} ${index}` }, index)
    buffer.setForeign({ name: `family_${round}`, help: 'Comes once.', kind: 'gauge', samples: [{ labels: {}, value: 1 }] })
    expect((await page.render(buffer.families())).series).toBe(501)
  }
  const used = async (rounds: readonly number[]) => {
    for (const round of rounds) await scrape(round)
    for (let time = 0; time < 3; time += 1) {
      collect()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return process.memoryUsage()
  }
  const span = (from: number, length: number) => Array.from({ length }, (_, index) => from + index)
  const before = await used(span(0, 200))
  const after = await used(span(200, 600))
  // 600 scrapes bring 300,000 series: as objects some 60 MB, as bytes 20 MB
  expect(after.heapUsed - before.heapUsed).toBeLessThan(6e6)
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8e6)
})
