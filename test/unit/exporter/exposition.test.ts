import { describe, expect, test } from 'vitest'
import { exporterSelf, postgres, shopState, system } from '../../../definition/catalogue/index.js'
import { atOnce, headText, seriesKey, showValue } from '../../../exposition/index.js'
import { boundFamily } from '../../../exporter/exposition/budget.js'
import { createBuffer, type FamilyBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { pick, seeded, textOf } from './random.js'
import { readPage, readSeries } from '../../support/metrics-page.js'

const generous = { standard: 1000, byMetric: new Map<string, number>() }
const filled = (fill: (buffer: FamilyBuffer) => void) => {
  const buffer = createBuffer()
  fill(buffer)
  return buffer.families()
}

describe('a series', () => {
  test('is written with its labels in the declared order, whatever order they came in', () => {
    expect(seriesKey('a', ['x', 'y'], { y: '2', x: '1' })).toBe('a{x="1",y="2"}')
    expect(seriesKey('a', [], {})).toBe('a')
  })

  test('is read back as it was written, whatever stands in its labels', () => {
    const random = seeded(1)
    for (let round = 0; round < 3000; round += 1) {
      const labels = { x: textOf(random, '\\"\n,{}= aé☃', 8), y: textOf(random, '\\"\n,{}=', 8) }
      expect(readSeries(`${seriesKey('metric', ['x', 'y'], labels)} 1`)).toEqual({ name: 'metric', labels, value: 1 })
    }
  })

  test('never has the key of another one', () => {
    const random = seeded(2)
    const seen = new Map<string, string>()
    for (let round = 0; round < 20_000; round += 1) {
      const labels = { a: textOf(random, '1,b:"\\|x', 4), b: textOf(random, '1,b:"\\|x', 4) }
      const key = seriesKey('m', ['a', 'b'], labels)
      const identity = JSON.stringify(labels)
      expect(seen.get(key) ?? identity).toBe(identity)
      seen.set(key, identity)
    }
  })

  test.each([
    [0, '0'],
    [-0.5, '-0.5'],
    [1e21, '1e+21'],
    [1.5e-9, '1.5e-9'],
    [Number.NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [9_007_199_254_740_991, '9007199254740991'],
  ])('has the value %d written as %s', (value, text) => {
    expect(showValue(value)).toBe(text)
    expect(readSeries(`a ${text}`).value).toBe(value)
  })

  test('has a help in which line ends and backslashes are escaped and quotes are not', () => {
    const head = { name: 'a', help: 'one\ntwo \\ "three"', kind: 'gauge', labels: {}, unit: 'count' } as const
    expect(headText(head)).toBe('# HELP a one\\ntwo \\\\ "three"\n# TYPE a gauge\n')
  })
})

describe('a buffer', () => {
  test('drops a value that is NULL and keeps its row’s others', () => {
    const families = filled((into) => {
      into.set(postgres.pg_database_size_bytes, { target: 'a', datname: 'd' }, null)
      into.set(postgres.pg_database_connection_limit, { target: 'a', datname: 'd' }, -1)
      into.set(postgres.pg_up, { target: 'a' }, undefined)
    })
    expect(families.map(({ head }) => head.name)).toEqual(['pg_database_connection_limit'])
  })

  test('takes only metrics and labels that the catalogue declares', () => {
    const into = createBuffer()
    // @ts-expect-error a metric that is not declared
    expect(() => into.set(postgres.pg_nothing, {}, 1)).toThrow(TypeError)
    // @ts-expect-error a label is missing
    into.set(postgres.pg_up, {}, 1)
    // @ts-expect-error a value that the closed label does not list
    into.set(system.node_cpu_seconds_total, { cpu: '0', mode: 'asleep' }, 1)
    // @ts-expect-error a setting under a name of its own
    into.setSetting('settings', '', 'a', 1)
  })
})

describe('a page', () => {
  test('has every family once, also when two targets fill it', () => {
    const one = filled((into) => into.set(postgres.pg_up, { target: 'a' }, 1))
    const two = filled((into) => into.set(postgres.pg_up, { target: 'b' }, 0))
    expect(renderPage([...one, ...two], generous)).toEqual({
      text: '# HELP pg_up Whether the server answered (1) or not (0).\n# TYPE pg_up gauge\npg_up{target="a"} 1\npg_up{target="b"} 0\n',
      series: 2,
    })
  })

  test('refuses a second series with the same labels, keeps the first and counts', () => {
    const families = filled((into) => {
      for (const value of [5, 6, 7]) into.set(shopState.shop_stock_units, { category: 'hats' }, value)
    })
    const { text } = renderPage(families, generous)
    expect(text).toContain('shop_stock_units{category="hats"} 5\n')
    expect(text).toContain('plimsoll_series_duplicates{metric="shop_stock_units"} 2\n')
    expect(readPage(text)).toHaveLength(2)
  })

  test('folds what is over a metric’s budget into one other series, so that the sum stays', () => {
    const families = filled((into) => {
      for (let index = 0; index < 500; index += 1) into.set(shopState.shop_stock_units, { category: `c${index}` }, index)
    })
    const { text } = renderPage(families, { standard: 1000, byMetric: new Map([['shop_stock_units', 50]]) })
    const stock = readPage(text).filter(({ name }) => name === 'shop_stock_units')
    expect(stock).toHaveLength(51)
    expect(stock.reduce((sum, { value }) => sum + value, 0)).toBe((499 * 500) / 2)
    expect(stock.at(-1)?.labels).toEqual({ category: 'other' })
    expect(text).toContain('plimsoll_series_overflowed{metric="shop_stock_units"} 450\n')
  })

  test('says 0 for a metric that people’s SQL fills and that kept to its budget', () => {
    const families = filled((into) => into.set(shopState.shop_stock_units, { category: 'hats' }, 1))
    const { text } = renderPage(families, { standard: 1000, byMetric: new Map([['shop_stock_units', 50]]) })
    expect(text).toContain('plimsoll_series_overflowed{metric="shop_stock_units"} 0\n')
    expect(text).toContain('plimsoll_series_duplicates{metric="shop_stock_units"} 0\n')
  })
})

describe('the other series', () => {
  const bounded = (fill: (buffer: FamilyBuffer) => void, budget: number) => {
    const [family] = filled(fill)
    if (!family) throw new Error('nothing was written')
    const { keys, values, overflowed } = atOnce(boundFamily(family.head, family.series, budget))
    const placed = values([family], [0])
    return { series: new Map(keys.map((key, place) => [key, placed[place]])), overflowed }
  }

  test('takes what a closed label does not list', () => {
    const { series, overflowed } = bounded((into) => {
      const status = 'lost' as 'paid'
      into.set(shopState.shop_orders, { status: 'paid' }, 3)
      into.set(shopState.shop_orders, { status }, 4)
      into.set(shopState.shop_orders, { status: 'mislaid' as 'paid' }, 5)
    }, 50)
    expect([...series]).toEqual([
      ['shop_orders{status="paid"}', 3],
      ['shop_orders{status="other"}', 9],
    ])
    expect(overflowed).toBe(2)
  })

  test('stands once a target', () => {
    const { series } = bounded((into) => {
      for (const target of ['a', 'b'])
        for (const datname of ['1', '2', '3']) into.set(postgres.pg_database_size_bytes, { target, datname }, 10)
    }, 2)
    expect([...series.keys()].slice(2)).toEqual([
      'pg_database_size_bytes{target="a",datname="other"}',
      'pg_database_size_bytes{target="b",datname="other"}',
    ])
  })

  test('joins a series that is called other by itself', () => {
    const { series } = bounded((into) => {
      into.set(shopState.shop_stock_units, { category: 'other' }, 1)
      into.set(shopState.shop_stock_units, { category: 'a' }, 2)
    }, 1)
    expect([...series]).toEqual([['shop_stock_units{category="other"}', 3]])
  })

  test('holds the largest of times, whose sum means nothing', () => {
    const { series } = bounded((into) => {
      for (const query of ['a', 'b', 'c'])
        into.set(exporterSelf.plimsoll_query_cache_age_seconds, { query, target: 't' }, query.charCodeAt(0))
    }, 1)
    expect(series.get('plimsoll_query_cache_age_seconds{query="other",target="t"}')).toBe(99)
  })

  test('keeps every page readable, whatever the labels', () => {
    const random = seeded(3)
    for (let round = 0; round < 200; round += 1) {
      const families = filled((into) => {
        for (let index = 0; index < 60; index += 1) {
          const datname = textOf(random, '\\"\n,{}=other', 6)
          into.set(postgres.pg_database_size_bytes, { target: pick(random, ['a', 'b']), datname }, pick(random, [1, Number.NaN, Infinity]))
        }
      })
      const keys = readPage(renderPage(families, { standard: 20, byMetric: new Map() }).text).map(({ name, labels }) =>
        JSON.stringify([name, labels]),
      )
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys.length).toBeLessThanOrEqual(20 + 2 + 2)
    }
  })
})
