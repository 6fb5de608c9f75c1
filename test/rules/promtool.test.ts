import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { limits } from '../../definition/thresholds/index.js'
import { atMost, mustPass, programSets } from './programs.js'

const ROOT = join(import.meta.dirname, '../..')

const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => `${folder}/${file}`)

const tests = filesOf('prometheus/tests')

test('every limit is tested on its recorded series, and on raw ones unless it always fires', () => {
  const expected = limits.flatMap(({ name, kind }) => [`${name}.levels.yml`, ...(kind === 'watchdog' ? [] : [`${name}.signal.yml`])])
  expect(tests.map((file) => file.replace('prometheus/tests/', ''))).toEqual(expected.toSorted())
})

describe.each(programSets().map((set) => [set.name, set] as const))('with %s', (_name, { promtool }) => {
  const two = atMost(2)

  test('the configuration of Prometheus is accepted', async () => {
    expect(await mustPass(promtool, ['check', 'config', 'prometheus/prometheus.yml'], ROOT)).toContain('SUCCESS')
  })

  test('the rules are accepted, and none is written twice', async () => {
    const rules = filesOf('prometheus/rules')
    const said = await mustPass(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', ...rules], ROOT)
    expect(said.match(/SUCCESS/g)).toHaveLength(rules.length)
  })

  test.concurrent.for(tests)('%s passes', async (file) => {
    await two(() => mustPass(promtool, ['test', 'rules', file], ROOT))
  })
})
