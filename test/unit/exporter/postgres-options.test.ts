import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSettings } from '../../../exporter/settings/read.js'
import { refusal } from '../../support/exporter.js'

const SERVER = 'postgres:\n  - name: shop\n    url: postgres://me@127.0.0.1:1/shop\n'

const optionsOf = (more: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-options-'))
  const file = join(folder, 'plimsoll.yaml')
  writeFileSync(file, `${SERVER}${more}`)
  try {
    const [server] = readSettings(file, {}).postgres
    if (!server) throw new Error('no server was read')
    return server
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('a server with a name and an address alone', () => {
  const plain = optionsOf('')

  test('is read in full, but for what walks over all shared buffers', () => {
    expect(plain.isOn('statements')).toBe(true)
    expect(plain.isOn('tables')).toBe(true)
    expect(plain.isOn('io')).toBe(true)
    expect(plain.isOn('buffercache')).toBe(false)
  })

  test('has bounds, and no label that comes and goes', () => {
    expect(plain.limits).toEqual({ tables: 200, indexes: 200, statements: 100 })
    expect(plain.activityLabels).toEqual([])
    expect(plain.collectorSeconds).toBe(2)
  })
})

test('everything can be said', () => {
  const { isOn, limits, activityLabels, collectorSeconds } = optionsOf(`    timeout: 500ms
    activity_labels: [wait_event, usename]
    collectors: { buffercache: true, io: false, tables: { limit: 10 }, indexes: { enabled: false }, statements: { enabled: true, limit: 7 } }
`)
  expect([isOn('buffercache'), isOn('io'), isOn('tables'), isOn('indexes'), isOn('statements')]).toEqual([true, false, true, false, true])
  expect(limits).toEqual({ tables: 10, indexes: 200, statements: 7 })
  expect(activityLabels).toEqual(['usename', 'wait_event'])
  expect(collectorSeconds).toBe(0.5)
})

test.each([
  [
    '    activity_labels: [query]',
    'plimsoll.yaml:4: postgres[0].activity_labels[0] is "query"; write one of usename, application_name, backend_type, wait_event_type, wait_event.',
  ],
  [
    '    collectors: { statement: { limit: 3 } }',
    'plimsoll.yaml:4: "postgres[0].collectors.statement" is no key that is known here; write "statements".',
  ],
  ['    collectors: { tables: { limit: 0 } }', 'plimsoll.yaml:4: postgres[0].collectors.tables.limit is 0; write a number of at least 1.'],
  [
    '    collectors: { tables: { limit: 9999 } }',
    'plimsoll.yaml:4: postgres[0].collectors.tables.limit is 9999; write a number of at most 5000.',
  ],
  ['    collectors: { tables: false }', 'plimsoll.yaml:4: postgres[0].collectors.tables is false; write a group of keys.'],
  ['    collectors: { io: on }', 'plimsoll.yaml:4: postgres[0].collectors.io is "on"; write true or false.'],
  ['    timeout: 3', 'plimsoll.yaml:4: postgres[0].timeout is 3; write a duration such as 500ms, 30s, 5m or 1h.'],
])('%s', async (more, sentence) => {
  expect(await refusal(`${SERVER}${more}\n`)).toBe(sentence)
})
