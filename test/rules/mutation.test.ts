import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { limits } from '../../definition/thresholds/index.js'
import { mutants, originalOf } from './mutants.js'
import type { Mutant, RuleGroup } from './mutants.js'
import { atMost, mustPass, programSets, run } from './programs.js'

const TESTS = join(import.meta.dirname, '../../prometheus/tests')
const [{ promtool }] = programSets()
const two = atMost(2)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-mutants-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface TestFile {
  readonly tests: readonly { readonly name: string }[]
}

interface Prepared {
  readonly rules: string
  /** The tests of the changed level alone, which mostly suffice: who fails some of the tests fails all of them. */
  readonly ofLevel: string
  readonly all: string
}

/** A rules file beside the limit's own tests of its levels, which are word for word those that are committed. */
const prepared = (place: string, limit: string, priority: string, group: RuleGroup): Prepared => {
  const at = (file: string): string => join(folder, place, file)
  const files = { rules: at('rules.yml'), ofLevel: at('level.yml'), all: at('all.yml') }
  mkdirSync(join(folder, place))
  writeFileSync(files.rules, stringify({ groups: [group] }))
  const committed = parse(readFileSync(join(TESTS, `${limit}.levels.yml`), 'utf8')) as TestFile
  const ofLevel = committed.tests.filter(({ name }) => name.startsWith(`${limit} ${priority} `))
  writeFileSync(files.ofLevel, stringify({ ...committed, tests: ofLevel, rule_files: [files.rules] }, { lineWidth: 0 }))
  writeFileSync(files.all, stringify({ ...committed, rule_files: [files.rules] }, { lineWidth: 0 }))
  return files
}

/** Failed by an alert that fires when it must not, or does not when it must; anything else is no proof. */
const isFailedBy = async (file: string): Promise<boolean> => {
  const { code, output } = await run(promtool, ['test', 'rules', file])
  if (code === 0) return false
  if (/exp:\[[\s\S]*got:\[/.test(output)) return true
  throw new Error(`promtool failed for another reason than its tests:\n${output}`)
}

const isKilled = async ({ ofLevel, all }: Prepared): Promise<boolean> => (await isFailedBy(ofLevel)) || isFailedBy(all)

test.concurrent.for(limits.map((limit) => [limit.name, limit] as const))(
  'the unchanged alerts of %s pass the tests of their levels',
  async ([name, limit]) => {
    const { all } = prepared(name, name, 'P0', originalOf(limit))
    await two(() => mustPass(promtool, ['test', 'rules', all]))
  },
)

test('every limit that is a little wrong fails a test', async () => {
  const started = performance.now()
  const all = mutants().map((mutant) => ({ mutant, files: prepared(mutant.place, mutant.limit, mutant.priority, mutant.group) }))
  expect(all.length).toBeGreaterThan(200)
  await mustPass(promtool, ['check', 'rules', ...all.map(({ files }) => files.rules)])
  const verdicts = await Promise.all(all.map(({ files }) => two(() => isKilled(files))))
  const survivors: readonly Mutant[] = all.filter((_one, index) => !verdicts[index]).map(({ mutant }) => mutant)
  const killed = all.length - survivors.length
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.info(`mutation score: ${killed} of ${all.length} killed (${Math.floor((100 * killed) / all.length)} %)\nin ${seconds} s`)
  expect(survivors.map(({ name }) => name)).toEqual([])
})
