import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { stringify } from 'yaml'
import { valueTemplate } from '../../generator/emit/value-text.js'
import { VALUE_TABLE } from '../unit/emit/value-table.js'
import { mustPass, programSets } from './programs.js'

const alertname = (row: number): string => `Row${row}`

const rules = VALUE_TABLE.map(([unit], row) => ({
  alert: alertname(row),
  expr: `value_${row}`,
  annotations: { text: valueTemplate(unit) },
}))

const tests = {
  interval: '1m',
  input_series: VALUE_TABLE.map(([, value], row) => ({ series: `value_${row}`, values: String(value) })),
  alert_rule_test: VALUE_TABLE.map(([, , text], row) => ({
    eval_time: '0s',
    alertname: alertname(row),
    exp_alerts: [{ exp_annotations: { text } }],
  })),
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-values-'))
  writeFileSync(join(folder, 'rules.yml'), stringify({ groups: [{ name: 'values', rules }] }))
  writeFileSync(join(folder, 'tests.yml'), stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests: [tests] }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(programSets().map((set) => [set.name, set] as const))('%s prints values as the table says', async (_name, { promtool }) => {
  await mustPass(promtool, ['test', 'rules', join(folder, 'tests.yml')])
})
