import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Plants a fault in a copy of the house and expects the guard that must bite. */
const project = join(import.meta.dirname, '..', '..', '..')
const FOLDERS = [
  'configuration',
  'definition',
  'generator',
  'exposition',
  'instrument',
  'exporter',
  'desk',
  'shop',
  'stack',
  'drill',
  'backup',
  'cli',
]
const FILES = ['package.json', 'tsconfig.base.json', '.oxlintrc.json', 'knip.json']

let house = ''
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'plimsoll-house-'))
  for (const name of [...FOLDERS, ...FILES]) cpSync(join(project, name), join(house, name), { recursive: true })
  symlinkSync(join(project, 'node_modules'), join(house, 'node_modules'))
})
afterAll(() => rmSync(house, { recursive: true }))

const run = (program: string, ...parameters: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(join(project, 'node_modules', '.bin', program), parameters, { cwd: house, encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

const planted = <T>(path: string, text: string, look: () => T): T => {
  mkdirSync(join(house, path, '..'), { recursive: true })
  writeFileSync(join(house, path), text)
  try {
    return look()
  } finally {
    rmSync(join(house, path))
  }
}

const FORBIDDEN = [
  [
    'catalogue',
    'thresholds',
    'definition/catalogue/planted.ts',
    "import { limits } from '../thresholds/index.js'\nexport const planted = limits\n",
  ],
  ['exporter', 'promql', 'exporter/planted.ts', "import { print } from '../definition/promql/index.js'\nexport const planted = print\n"],
  ['generator', 'exporter', 'generator/emit/planted.ts', "import { serve } from '../../exporter/index.js'\nexport const planted = serve\n"],
  ['backup', 'stack', 'backup/planted.ts', "import { freePort } from '../stack/index.js'\nexport const planted = freePort\n"],
  ['shop', 'exporter', 'shop/planted.ts', "import { serve } from '../exporter/index.js'\nexport const planted = serve\n"],
  [
    'instrument',
    'desk, by type alone',
    'instrument/planted.ts',
    "import type { DeskOptions } from '../desk/index.js'\nexport type Planted = DeskOptions\n",
  ],
] as const

test('the house as it stands compiles', () => {
  expect(run('tsc', '-b', 'cli', 'shop')).toMatchObject({ status: 0 })
})

test.each(FORBIDDEN)('%s may not import %s', (_from, _to, path, text) => {
  const folder = path.slice(0, path.lastIndexOf('/'))
  const { status, said } = planted(path, text, () => run('tsc', '-b', folder))
  expect(status).not.toBe(0)
  expect(said).toMatch(/TS6307|TS6059|TS6202/)
})

test('two files may not import each other', () => {
  writeFileSync(join(house, 'shop', 'one.ts'), "import { other } from './other.js'\nexport const one = (): unknown => other\n")
  const { status, said } = planted('shop/other.ts', "import { one } from './one.js'\nexport const other = (): unknown => one\n", () =>
    run('oxlint', 'shop'),
  )
  rmSync(join(house, 'shop', 'one.ts'))
  expect(status).not.toBe(0)
  expect(said).toContain('no-cycle')
})

test('an export that nobody uses is found', () => {
  const { status, said } = planted('shop/planted.ts', 'export const planted = 1\n', () => run('knip'))
  expect(status).not.toBe(0)
  expect(said).toContain('shop/planted.ts')
})

test('a file that has grown too long is refused', () => {
  const long = Array.from({ length: 260 }, (_value, index) => `export const line${index} = ${index}`).join('\n')
  const { status, said } = planted('shop/planted.ts', `${long}\n`, () => run('oxlint', 'shop/planted.ts'))
  expect(status).not.toBe(0)
  expect(said).toContain('max-lines')
})
