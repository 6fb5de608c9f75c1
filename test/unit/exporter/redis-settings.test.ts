import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSettings } from '../../../exporter/settings/read.js'

const read = (server: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-settings-'))
  const file = join(folder, 'plimsoll.yaml')
  writeFileSync(file, `redis:\n  - name: c\n    url: redis://127.0.0.1:6379/2\n${server}`)
  writeFileSync(join(folder, 'ca.pem'), 'CERTIFICATE\n')
  try {
    return readSettings(file, {}).redis[0]
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(`${folder}/`, '')
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('a Redis server', () => {
  test('looks at no keys and has a histogram, unless told otherwise', () => {
    expect(read('')).toMatchObject({ name: 'c', database: 2, keys: [], latencyHistogram: true, authorities: undefined })
    expect(read('    latency_histogram: false\n    ca_file: ca.pem\n')).toMatchObject({
      latencyHistogram: false,
      authorities: 'CERTIFICATE',
    })
  })

  test('takes patterns and keys, in the database of its address unless another is named', () => {
    const keys =
      '    keys:\n      - pattern: session:*\n      - { key: queue, database: 0, interval: 30s, batch: 100, turn_limit: 50, limit: 900 }\n'
    expect(read(keys)?.keys).toEqual([
      { text: 'session:*', isPattern: true, database: 2, intervalSeconds: 300, batch: 500, turnLimit: 100_000, limit: 10_000_000 },
      { text: 'queue', isPattern: false, database: 0, intervalSeconds: 30, batch: 100, turnLimit: 50, limit: 900 },
    ])
  })

  test.each([
    ['{ interval: 5m }', 'plimsoll.yaml:5: keys take either a pattern or a key; write pattern: session:* or key: queue:mails.'],
    ['{ pattern: a, key: b }', 'plimsoll.yaml:5: keys take either a pattern or a key; write pattern: session:* or key: queue:mails.'],
    ['{ pattern: a }\n      - { pattern: a, database: 2 }', 'plimsoll.yaml:6: "a" stands twice; keep one of them.'],
    ['{ pattern: a, interval: often }', /^plimsoll\.yaml:5: .*interval/],
    ['{ pattern: a, batch: 1000000 }', /^plimsoll\.yaml:5: .*batch/],
    ['{ patern: a }', /^plimsoll\.yaml:5: .*patern/],
  ])('refuses keys %j with one sentence that names the line', (written, sentence) => {
    expect(() => read(`    keys:\n      - ${written}\n`)).toThrow(sentence)
  })

  test('takes no more than fifty of them', () => {
    const keys = Array.from({ length: 51 }, (_, index) => `      - { key: k${index} }\n`).join('')
    expect(() => read(`    keys:\n${keys}`)).toThrow(/^plimsoll\.yaml:\d+: .*keys/)
  })
})
