/** What a collector writes, run after run, into the one buffer that it keeps. */
import { expect, test } from 'vitest'
import { postgres, redis } from '../../../definition/catalogue/index.js'
import { createBuffer, type Writer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { pick, seeded, textOf } from './random.js'

const generous = { standard: 5000, byMetric: new Map<string, number>() }
const size = postgres.pg_database_size_bytes
const latencies = redis.redis_commands_latencies_usec

/** Lines of a page, whose families may stand in another order. */
const linesOf = (families: Parameters<typeof renderPage>[0]): readonly string[] =>
  renderPage(families, generous).text.split('\n').toSorted()

/** Something that any run may read: rows gone, added, in another order, with other labels, of other families. */
const anyRun = (seed: number) => (into: Writer) => {
  const random = seeded(seed)
  const names = Array.from({ length: Math.floor(random() * 30) }, (_, index) =>
    random() < 0.9 ? `d${index}` : textOf(random, 'd"\\\n1', 3),
  )
  const rows = random() < 0.2 ? names.toReversed() : names
  for (const datname of rows) into.set(size, { target: 'a', datname }, pick(random, [1, 2.5, Number.NaN, 1e21, null]))
  if (random() < 0.7) into.set(postgres.pg_up, { target: pick(random, ['a', 'b']) }, 1)
  if (random() < 0.7) into.setSetting('pg_settings_x', pick(random, ['One.', 'Two.']), 'a', random())
  for (const cmd of rows.slice(0, 3)) {
    const buckets = pick(random, [[0.1], [0.1, 0.2], [0.2, 1, 5]]).map((bound, index) => [bound, index] as const)
    into.setDistribution(latencies, { target: 'a', cmd }, { buckets, sum: random(), count: 9 })
  }
  for (const x of rows.slice(0, 4))
    into.setForeign({
      name: pick(random, ['foreign', 'other']),
      help: 'Somebody else names it.',
      kind: 'untyped',
      samples: [{ labels: pick(random, [{ x }, { x, y: x }, { y: x, x }]), value: random(), suffix: pick(random, ['', '_sum'] as const) }],
    })
}

const fresh = (read: (into: Writer) => void) => {
  const buffer = createBuffer()
  read(buffer)
  return buffer.families()
}

test('a buffer that is kept over 2,000 runs has what a new one would have', () => {
  const kept = createBuffer()
  for (let seed = 0; seed < 2000; seed += 1) {
    const read = anyRun(seed % 3 === 0 ? seed : seed - 1)
    read(kept.begin())
    expect(linesOf(kept.families()), `seed ${seed}`).toEqual(linesOf(fresh(read)))
  }
})

test('what was given away stays as it was, whatever later runs read', () => {
  const kept = createBuffer()
  const given = Array.from({ length: 200 }, (_, seed) => {
    anyRun(seed)(kept.begin())
    return kept.families()
  })
  for (const [seed, families] of given.entries()) expect(linesOf(families), `seed ${seed}`).toEqual(linesOf(fresh(anyRun(seed))))
})

test('series that come again come as the very same list', () => {
  const kept = createBuffer()
  const listAfter = (...names: readonly string[]) => {
    const into = kept.begin()
    for (const datname of names) into.set(size, { target: 'a', datname }, Math.random())
    return kept.families()[0]?.series
  }
  const first = listAfter('a', 'b')
  expect(listAfter('a', 'b')).toBe(first)
  expect(listAfter('a')).not.toBe(first)
  expect(first).toHaveLength(2)
})

test('a run that nobody waits for any more writes nothing into the next', () => {
  const kept = createBuffer()
  const late = kept.begin()
  late.set(size, { target: 'a', datname: 'd' }, 1)
  const next = kept.begin()
  late.set(size, { target: 'a', datname: 'late' }, 2)
  late.setForeign({ name: 'late', help: '', kind: 'gauge', samples: [{ labels: {}, value: 1 }] })
  next.set(size, { target: 'a', datname: 'e' }, 3)
  expect(kept.families().flatMap(({ series }) => series.map(({ labels }) => labels['datname']))).toEqual(['e'])
})

test('a run that ends half-way leaves nothing to the next', () => {
  const kept = createBuffer()
  for (const datname of ['a', 'b', 'c']) kept.set(size, { target: 't', datname }, 1)
  kept.families()
  kept.begin().set(size, { target: 't', datname: 'x' }, 2)
  const into = kept.begin()
  for (const datname of ['x', 'b']) into.set(size, { target: 't', datname }, 3)
  expect(kept.families()).toMatchObject([{ series: [{ labels: { datname: 'x' } }, { labels: { datname: 'b' } }], values: [3, 3] }])
})
