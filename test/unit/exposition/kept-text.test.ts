/** What is kept from scrape to scrape never shows: the page is that of the values as they stand. */
import { Buffer } from 'node:buffer'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  atOnce,
  gzipParts,
  headText,
  histogramKeys,
  histogramStore,
  renderStores,
  scalarStore,
  seriesKey,
  showValue,
  type Store,
} from '../../../exposition/index.js'
import { pick, seeded, textOf } from '../exporter/random.js'

const head = { name: 'm', help: 'Any.', kind: 'gauge' }
const partsOf = (...stores: readonly Store[]): readonly Buffer[] => atOnce(renderStores(stores))
const textOfStores = (...stores: readonly Store[]): string => Buffer.concat(partsOf(...stores)).toString()

const VALUES = [
  0,
  -0,
  7,
  -7,
  99,
  100,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e300,
  0.1,
  -0.125,
  1e-7,
  999.999999,
  0.0000015,
  Number.NaN,
  Infinity,
  -Infinity,
]
const anyValue = (random: () => number): number => (random() < 0.5 ? pick(random, VALUES) : random() * 10 ** Math.floor(random() * 18 - 6))

describe('a store', () => {
  test('shows after any change what a new one shows', () => {
    const random = seeded(7)
    const store = scalarStore(head)
    let expected: { key: string; value: number; slot: ReturnType<Store['add']> }[] = []
    for (let round = 0; round < 400; round += 1) {
      const change = random()
      if (change < 0.3)
        for (let count = Math.floor(random() * 150); count > 0; count -= 1) {
          const key = seriesKey('m', ['x'], { x: `${textOf(random, '\\"\né☃', 5)}${round}/${count}` })
          const entry = { key, value: anyValue(random), slot: store.add(key) }
          entry.slot.numbers[entry.slot.at] = entry.value
          expected.push(entry)
        }
      else if (change < 0.4) {
        const left = Math.floor(random() * (expected.length + 1))
        store.truncate(left)
        expected = expected.slice(0, left)
      } else
        for (let count = Math.floor(random() * 20); count > 0 && expected.length > 0; count -= 1) {
          const entry = pick(random, expected)
          entry.value = anyValue(random)
          entry.slot.numbers[entry.slot.at] = entry.value
        }
      if (random() < 0.8)
        expect(textOfStores(store)).toBe(headText(head) + expected.map(({ key, value }) => `${key} ${showValue(value)}\n`).join(''))
      expect(store.length()).toBe(expected.length)
    }
  })

  test('gives the very same bytes while nothing changes, and other bytes for what did', () => {
    const store = scalarStore(head)
    const slots = Array.from({ length: 1000 }, (_, index) => store.add(`m{x="${index}"}`))
    const before = partsOf(store)
    const texts = before.map(String)
    const [same] = [partsOf(store)]
    expect(same.every((part, index) => part === before[index])).toBe(true)
    const slot = slots[500]
    if (slot) slot.numbers[slot.at] = Number.NaN
    const after = partsOf(store)
    expect(after.filter((part, index) => part !== before[index])).toHaveLength(1)
    expect(partsOf(store).every((part, index) => part === after[index])).toBe(true)
    // who still sends the page of before sends what it was
    expect(before.map(String)).toEqual(texts)
  })

  test('of a histogram cumulates, whatever is observed when', () => {
    const random = seeded(8)
    const bounds = [0.1, 1, 10]
    const store = histogramStore({ ...head, kind: 'histogram' }, bounds)
    const series = Array.from({ length: 100 }, (_, index) => ({
      slot: store.add(...histogramKeys('m', bounds, ['x'], { x: String(index) })),
      counts: [0, 0, 0, 0],
      sum: 0,
      x: String(index),
    }))
    for (let round = 0; round < 50; round += 1) {
      for (let count = 0; count < 10; count += 1) {
        const one = pick(random, series)
        const bucket = Math.floor(random() * 4)
        one.counts[bucket] = (one.counts[bucket] ?? 0) + 1
        one.sum += 0.25 * bucket
        one.slot.numbers.set([...one.counts, one.sum], one.slot.at)
      }
      const lines = series.flatMap(({ counts: [a = 0, b = 0, c = 0, d = 0], sum, x }) => [
        ...[a, a + b, a + b + c, a + b + c + d].map((total, index) => `m_bucket{x="${x}",le="${bounds[index] ?? '+Inf'}"} ${total}\n`),
        `m_sum{x="${x}"} ${sum}\n`,
        `m_count{x="${x}"} ${a + b + c + d}\n`,
      ])
      expect(textOfStores(store)).toBe(headText({ ...head, kind: 'histogram' }) + lines.join(''))
    }
  })

  test('never gives two series one key, whatever stands in 20,000 labels', () => {
    const random = seeded(9)
    const store = scalarStore(head)
    const sets = new Map<string, Readonly<Record<string, string>>>()
    for (let round = 0; round < 20_000; round += 1) {
      const labels = { a: textOf(random, '1,b:"\\|x=\n}{', 6), b: textOf(random, '1,b:"\\|x=\n}{', 6) }
      sets.set(JSON.stringify(labels), labels)
    }
    for (const labels of sets.values()) store.add(seriesKey('m', ['a', 'b'], labels))
    const lines = textOfStores(store).trimEnd().split('\n').slice(2)
    expect(lines).toHaveLength(sets.size)
    expect(new Set(lines).size).toBe(sets.size)
  })
})

describe('a value', () => {
  test('is written as the shortest decimal that reads back, over 200,000 numbers', () => {
    const random = seeded(10)
    const store = scalarStore(head)
    const slots = Array.from({ length: 2000 }, (_, index) => store.add(`m${index}`))
    for (let round = 0; round < 100; round += 1) {
      const values = slots.map(({ numbers, at }) => {
        const digits = 10 ** Math.floor(random() * 9)
        const value = pick(random, [
          anyValue(random),
          Math.round(random() * 10 ** Math.floor(random() * 16)) / digits,
          Math.floor(random() * 2 ** 53),
        ])
        numbers[at] = value
        return value
      })
      expect(textOfStores(store)).toBe(headText(head) + values.map((value, index) => `m${index} ${showValue(value)}\n`).join(''))
    }
  })
})

describe('gzip', () => {
  test('of a page that changes is one member with the whole page, however parts are kept', () => {
    const random = seeded(11)
    const big = scalarStore(head)
    const small = Array.from({ length: 40 }, (_, index) => scalarStore({ ...head, name: `s${index}` }))
    const slots = [
      ...Array.from({ length: 3000 }, (_, index) => big.add(`m{x="${index}"}`)),
      ...small.map((store, index) => store.add(`s${index}`)),
    ]
    for (let round = 0; round < 60; round += 1) {
      for (let count = Math.floor(random() * 6); count > 0; count -= 1) {
        const { numbers, at } = pick(random, slots)
        numbers[at] = anyValue(random)
      }
      if (round === 30) big.truncate(1500)
      const parts = partsOf(...small.slice(0, 20), big, ...small.slice(20))
      const packed = Buffer.concat(atOnce(gzipParts(parts)))
      expect(gunzipSync(packed).equals(Buffer.concat(parts))).toBe(true)
      // node:zlib reads many members as well; a reader that stops after the first must miss nothing
      expect(packed.indexOf(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 1)).toBe(-1)
    }
  })

  test('of nothing is an empty page', () => {
    expect(gunzipSync(Buffer.concat(atOnce(gzipParts([]))))).toHaveLength(0)
  })
})
