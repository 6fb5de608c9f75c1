import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { textfileCollector } from '../../../exporter/collectors/textfile/index.js'
import { parseFamilies } from '../../../exporter/collectors/textfile/families.js'
import { readPage } from '../../support/metrics-page.js'
import { pick, seeded } from './random.js'

const signal = new AbortController().signal
let folder = ''
let warnings: { readonly file: string; readonly reason: string }[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-textfile-'))
  warnings = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text)
const isOurs = (name: string) => name === 'pg_up' || name === 'http_seconds_bucket'
const collector = (folders = [folder]) =>
  textfileCollector(folders, isOurs, (details) => void warnings.push(details as (typeof warnings)[number]))

const pageOf = async (one = collector()) => {
  const into = createBuffer()
  await one.collect(into, signal)
  return renderPage(into.families(), { standard: 5000, byMetric: new Map() }).text
}
const valuesOf = async (one = collector()) =>
  Object.fromEntries(readPage(await pageOf(one)).map(({ name, labels, value }) => [`${name}${JSON.stringify(labels)}`, value]))
const reasons = () => Object.fromEntries(warnings.map(({ file, reason }) => [file.slice(folder.length + 1), reason]))

describe('a text of metrics', () => {
  test('is read with its escapes, types, helps and comments', () => {
    const families = parseFamilies(
      [
        '# HELP jobs_total What \\\\ ran,\\nand how.',
        '# TYPE jobs_total counter',
        '# just a remark',
        '',
        'jobs_total { name = "a\\"b\\\\c\\n" , empty="", } 3',
        'jobs_total\t1e3',
        '  free -Inf',
        '#EOF',
        '',
      ].join('\n'),
    )
    expect(families).toEqual([
      {
        name: 'jobs_total',
        help: 'What \\ ran,\nand how.',
        kind: 'counter',
        samples: [
          { labels: { name: 'a"b\\c\n' }, value: 3 },
          { labels: {}, value: 1000 },
        ],
      },
      { name: 'free', help: undefined, kind: 'untyped', samples: [{ labels: {}, value: -Infinity }] },
    ])
  })

  test('gives histograms and summaries their parts', () => {
    const text =
      '# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 3\nh_sum 4\nh_count 3\n# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 2\ns_count 3\nlone_sum 5\n'
    expect(parseFamilies(text).map(({ name, kind, samples }) => [name, kind, samples.map(({ suffix = '' }) => suffix)])).toEqual([
      ['h', 'histogram', ['_bucket', '_bucket', '_sum', '_count']],
      ['s', 'summary', ['', '_sum', '_count']],
      ['lone_sum', 'untyped', ['']],
    ])
  })

  test.each([
    ['a 1', 'the last line has no end: the file is not written whole'],
    ['a 1 1700000000000\n', 'line 1: a has a timestamp, which is not supported'],
    ['a\n', 'line 1: a has no value'],
    ['a one\n', 'line 1: a value is no number'],
    ['a 0x10\n', 'line 1: a value is no number'],
    ['a 1_000\n', 'line 1: a value is no number'],
    ['a 1e999\n', 'line 1: a value is no number'],
    ['a 1\r\n', 'line 1: a value is no number'],
    ['a 1\na 2\n', 'line 2: a stands twice with the same labels'],
    ['a{x="1",y="2"} 1\na{y="2",x="1"} 2\n', 'line 2: a stands twice with the same labels'],
    ['a{x=""} 1\na 2\n', 'line 2: a stands twice with the same labels'],
    ['a{x="1",x="2"} 1\n', 'line 1: label x stands twice'],
    ['a{x="1} 1\n', 'line 1: a label has no closing quote'],
    ['a{x="\\t"} 1\n', 'line 1: a label has a backslash before another letter than \\, " or n'],
    ['a{x=1} 1\n', 'line 1: label x has no quoted value'],
    ['a{x="1"y="2"} 1\n', 'line 1: no comma follows label x'],
    ['a{1x="1"} 1\n', 'line 1: a label has no valid name'],
    ['a{__name__="b"} 1\n', 'line 1: __name__ is no label of a sample'],
    ['{"a.b"} 1\n', 'line 1: a sample has no valid name'],
    ['1a 1\n', 'line 1: a sample has no valid name'],
    ['a.b 1\n', 'line 1: a has no value'],
    ['# TYPE a gauge\n# TYPE a gauge\na 1\n', 'line 2: a has two TYPE lines'],
    ['# HELP a x\n# HELP a x\na 1\n', 'line 2: a has two HELP lines'],
    ['a 1\n# TYPE a gauge\n', 'line 2: the TYPE of a stands behind its samples'],
    ['# TYPE a stateset\n', 'line 1: a has a type that is none'],
    ['# HELP a \\t\n', 'line 1: the help of a has a backslash before another letter than \\ or n'],
    ['# TYPE\n', undefined],
    ['# TYPE h histogram\nh 1\n', 'line 2: h is a histogram and has a sample without _bucket, _sum or _count'],
    ['# TYPE h histogram\nh_bucket 1\n', 'line 2: h has a sample without its label le'],
    ['# TYPE h histogram\nh_bucket{le="x"} 1\n', 'line 2: a value is no number'],
    [`a{x="${'y'.repeat(5000)}"} 1\n`, 'line 1: a label is longer than 4000 letters'],
    [Array.from({ length: 10_001 }, (_, index) => `a{x="${index}"} 1\n`).join(''), 'line 10001: there are more than 10000 samples'],
  ])('%#: is refused with its line', (text, message) => {
    if (message === undefined) expect(parseFamilies(text)).toEqual([])
    else expect(() => parseFamilies(text)).toThrow(new Error(message))
  })

  test('whatever its bytes, is refused with a line or gives a page that can be read back', { timeout: 60_000 }, () => {
    const random = seeded(20_261_121)
    const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
    const parts = [
      'a',
      'b_sum',
      '{',
      '}',
      '"',
      '\\',
      'n',
      ',',
      '=',
      ' ',
      '\t',
      '\n',
      '# ',
      'HELP ',
      'TYPE ',
      'gauge',
      'histogram',
      '1',
      '-',
      'e9',
      'NaN',
      'le',
      '{x="y"} 2\n',
      'c{x="y"} 2\n',
      'd 3\n',
      '# TYPE a gauge\n',
      '# TYPE b counter\n',
      'b 1\n',
      '\u0000',
      'é',
      '\r',
    ]
    let accepted = 0
    for (let round = 0; round < 20_000; round += 1) {
      const text = Array.from({ length: whole(1, 8) }, () => pick(random, parts)).join('') + (whole(0, 3) > 0 ? '\n' : '')
      const outcome = (() => {
        try {
          return parseFamilies(text)
        } catch (error) {
          expect((error as Error).message).toMatch(/^(line \d+: |the last line)/)
          return undefined
        }
      })()
      if (!outcome) continue
      accepted += 1
      const into = createBuffer()
      for (const family of outcome) into.setForeign({ ...family, help: family.help ?? '' })
      const series = readPage(renderPage(into.families(), { standard: 5000, byMetric: new Map() }).text)
      expect(series.filter(({ name }) => !name.startsWith('plimsoll_'))).toHaveLength(
        outcome.reduce((sum, { samples }) => sum + samples.length, 0),
      )
    }
    expect(accepted).toBeGreaterThan(1000)
  })
})

describe('a folder of them', () => {
  test('gives the figures, when they were written, and that all is well', async () => {
    write('jobs.prom', '# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{job="a"} 3\n')
    write('notes.txt', 'not read')
    const values = await valuesOf()
    expect(values['jobs_total{"job":"a"}']).toBe(3)
    expect(values['node_textfile_scrape_error{}']).toBe(0)
    expect(values[`node_textfile_mtime_seconds${JSON.stringify({ file: join(folder, 'jobs.prom') })}`]).toBeCloseTo(Date.now() / 1000, -2)
    expect(Object.keys(values)).toHaveLength(4)
  })

  test('is whole but for the file that is wrong', async () => {
    write('bad.prom', 'good_total 1\nbad\n')
    write('good.prom', 'fine 2\n')
    const values = await valuesOf()
    expect(values['fine{}']).toBe(2)
    expect(values['good_total{}']).toBeUndefined()
    expect(values['node_textfile_scrape_error{}']).toBe(1)
    expect(values[`plimsoll_textfile_success${JSON.stringify({ file: join(folder, 'bad.prom') })}`]).toBe(0)
    expect(Object.keys(values).some((key) => key.startsWith('node_textfile_mtime') && key.includes('bad'))).toBe(false)
    expect(reasons()).toEqual({ 'bad.prom': 'line 2: bad has no value' })
  })

  test('refuses what speaks against an earlier file, or against the exporter itself', async () => {
    write('a.prom', '# TYPE x counter\nx{job="a"} 1\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n')
    write('b.prom', '# TYPE x gauge\nx{job="b"} 2\n')
    write('c.prom', '# HELP x Other words.\n# TYPE x counter\nx{job="c"} 3\n')
    write('d.prom', '# TYPE x counter\nx{job="a"} 4\n')
    write('e.prom', 'pg_up 1\n')
    write('f.prom', 'http_seconds_bucket 1\n')
    write('g.prom', 'h_sum 1\n')
    const page = await pageOf()
    expect(page.match(/^# TYPE x /gm)).toHaveLength(1)
    expect(page.match(/^x\{.*$/gm)).toEqual(['x{job="a"} 1', 'x{job="c"} 3'])
    expect(page).toContain('# HELP x Other words.\n')
    expect(page).toContain(`# HELP h Metric read from ${join(folder, 'a.prom')}\n`)
    expect(reasons()).toEqual({
      'b.prom': `x is a gauge here and a counter in ${join(folder, 'a.prom')}`,
      'd.prom': `x stands in ${join(folder, 'a.prom')} too, with the same labels`,
      'e.prom': 'pg_up is a metric of the exporter itself',
      'f.prom': 'http_seconds_bucket is a metric of the exporter itself',
      'g.prom': 'h_sum is part of h already',
    })
  })

  test('takes a change at the next reading, tells a refusal once, and its end by silence', async () => {
    const one = collector()
    write('a.prom', 'a 1\n')
    expect((await valuesOf(one))['a{}']).toBe(1)
    write('a.prom', 'a 22')
    await pageOf(one)
    expect((await valuesOf(one))['a{}']).toBeUndefined()
    expect(warnings).toHaveLength(1)
    write('a.prom', 'a 333\n')
    expect((await valuesOf(one))['a{}']).toBe(333)
    unlinkSync(join(folder, 'a.prom'))
    expect(Object.keys(await valuesOf(one))).toEqual(['node_textfile_scrape_error{}'])
  })

  test('does not wait for a pipe, nor read what is too large, binary, a folder or gone', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.prom')])
    mkdirSync(join(folder, 'folder.prom'))
    symlinkSync('nowhere', join(folder, 'lost.prom'))
    write('binary.prom', new Uint8Array([0x61, 0x20, 0xff, 0x0a]))
    write('large.prom', '')
    truncateSync(join(folder, 'large.prom'), 3 * 1024 * 1024)
    write('good.prom', 'fine 2\n')
    expect((await valuesOf())['fine{}']).toBe(2)
    expect(reasons()).toEqual({
      'pipe.prom': 'it is no file',
      'folder.prom': 'it is no file',
      'lost.prom': 'it is not there',
      'binary.prom': 'it is not written in UTF-8',
      'large.prom': 'it is larger than 2 MiB',
    })
  })

  test('that is not there is an error and leaves the others whole', async () => {
    write('good.prom', 'fine 2\n')
    const values = await valuesOf(collector([join(folder, 'gone'), folder]))
    expect(values['fine{}']).toBe(2)
    expect(values['node_textfile_scrape_error{}']).toBe(1)
  })
})
