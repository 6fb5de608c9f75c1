import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { inspect } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { UsageError } from '../../../configuration/index.js'
import { readSettings } from '../../../exporter/settings/read.js'
import { fuzz, FUZZ } from './fuzz-counts.js'
import { hostileText } from './hostile.js'
import { pick, seeded } from './random.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'plimsoll.yaml')

const SECRET = 'xyzzy-hunter2-xyzzy'
for (const name of ['secret', 'database-password']) writeFileSync(join(folder, name), SECRET)
writeFileSync(join(folder, 'address'), `redis://:${SECRET}@cache:6379`)
const environment = { SECRET, DATABASE_URL: `postgres://me:${SECRET}@db:5432/shop`, REDIS_URL: `redis://:${SECRET}@cache` }

const RICH = `
listen: { host: 127.0.0.1, port: 9464 }
scrape: { timeout: 9500ms, series_budget: 2000 }
health: { token_file: secret }
postgres:
  - &server { name: shop, url: "\${DATABASE_URL}", password_variable: SECRET }
  - { name: second, url: "postgres://me:${SECRET}@other/x" }
redis:
  - { name: cache, url_file: address, url: "\${REDIS_URL}" }
  - { name: sessions, url: "redis://:${SECRET}@there:6379/1", password_file: secret }
system: { name: host, proc: /proc }
business: { target: shop }
queries:
  - name: tickets
    target: second
    interval: 30s
    timeout: 2s
    row_limit: 10
    series_limit: 5
    sql: |
      SELECT 1 AS n
    metrics:
      - { name: support_tickets, help: Tickets., type: gauge, unit: count, value: n, labels: { urgency: u } }
      - { name: support_closed_total, help: Closed., type: counter, value: m }
`
const EXAMPLES = ['plimsoll.yaml', 'docs/examples/exporter.yaml'].map((path) => readFileSync(path, 'utf8').replace(/^ *#.*\n/gm, ''))
const CORPUS = [RICH, RICH, RICH, RICH, ...EXAMPLES]

type Random = () => number
type Mutation = (lines: readonly string[], random: Random) => readonly string[]

const at = (lines: readonly string[], random: Random): number => Math.floor(random() * lines.length)
const changed = (lines: readonly string[], random: Random, change: (line: string) => string): readonly string[] => {
  const index = at(lines, random)
  return lines.map((line, position) => (position === index ? change(line) : line))
}
const bomb = (random: Random): string => {
  const width = 2 + Math.floor(random() * 10)
  const levels = Array.from(
    { length: 9 },
    (_, level) => `b${level}: &b${level} [${Array(width).fill(level === 0 ? 'x' : `*b${level - 1}`)}]`,
  )
  return levels.join('\n')
}

/** Seldom very deep, for that takes its time. */
const depth = (random: Random): number => Math.floor(random() * (random() < 0.02 ? 2000 : 20))

const VALUES = [
  '',
  '~',
  '[]',
  '{}',
  '-1',
  '1e999',
  '99999999999999999999',
  'true',
  '0o17',
  '.nan',
  '2026-01-01',
  '!!binary aGk=',
  '*server',
] as const
const DURATIONS = ['0s', '999999999d', '1.5s', '10', '-1s', '1S', '1 s'] as const

const MUTATIONS: readonly Mutation[] = [
  (lines, random) => lines.filter((_, index) => index !== at(lines, random)),
  (lines, random) => changed(lines, random, (line) => `${line}\n${line}`),
  (lines, random) => changed(lines, random, (line) => line.replace(/[a-z_]+(?=:)/, () => hostileText(random))),
  (lines, random) => changed(lines, random, (line) => line.replace(/[a-z_]+(?=:)/, (key) => `${key}x`)),
  (lines, random) => changed(lines, random, (line) => line.replace(/: .*/, () => `: ${pick(random, VALUES)}`)),
  (lines, random) => changed(lines, random, (line) => line.replace(/: .*/, () => `: ${pick(random, DURATIONS)}`)),
  (lines, random) => changed(lines, random, (line) => line.replace(/: .*/, () => `: ${JSON.stringify(hostileText(random))}`)),
  (lines, random) => changed(lines, random, (line) => line.replace(/: .*/, () => `: ${hostileText(random)}`)),
  (lines, random) => changed(lines, random, (line) => line.replace(/(?<=: )\w+(?=[,\s}])/, () => pick(random, VALUES))),
  (lines, random) => changed(lines, random, (line) => line.replace(/^ */, (indent) => '\t'.repeat(indent.length / 2))),
  (lines, random) => changed(lines, random, (line) => line.replace(/^ */, (indent) => indent.slice(Math.floor(random() * 3)))),
  (lines, random) => changed(lines, random, (line) => `  ${line}`),
  (lines, random) => changed(lines, random, (line) => `${line}: ${'['.repeat(depth(random))}`),
  (lines, random) => changed(lines, random, (line) => `${line.split(':')[0]}: ${'{a: '.repeat(depth(random))}`),
  (lines, random) => changed(lines, random, (line) => `${line}${hostileText(random)}`),
  (lines, random) => changed(lines, random, (line) => line.slice(0, Math.floor(random() * line.length))),
  (lines, random) => [...lines, bomb(random), `listen: *b${Math.floor(random() * 9)}`],
  (lines) => [...lines, 'a: &a [*a]', '<<: *server'],
  (lines, random) => [
    ...lines,
    `${pick(random, ['"__proto__"', 'constructor', '? [a]', '? {b: c}', '!!set', '%YAML 9.9', '---', '...'])}: {}`,
  ],
  (lines, random) =>
    changed(lines, random, (line) => line.replaceAll('secret', () => pick(random, ['nowhere', '.', '/dev/null', 'a\\0b']))),
  (lines, random) =>
    changed(lines, random, (line) => line.replaceAll(/SECRET|DATABASE_URL/g, () => pick(random, ['GONE', '1X', 'A B', 'SECRET']))),
]

const written = (random: Random): string => {
  let lines: readonly string[] = pick(random, CORPUS).split('\n')
  const times = 1 + Math.floor(random() * 3)
  for (let time = 0; time < times; time += 1) lines = pick(random, MUTATIONS)(lines, random)
  return lines.join('\n')
}

const PLACE = /^:(\d+: | the configuration file | the file is larger )/
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\u001f\u007f-\u009f\u2028\u2029]/

const FAULTS: Readonly<Record<string, (message: string) => boolean>> = {
  'no place': (message) => !message.startsWith(file) || !PLACE.test(message.slice(file.length)),
  'too long': (message) => message.length > 1000,
  'a control character': (message) => CONTROL.test(message),
  'a secret is shown': (message) => message.includes('hunter2'),
  'no full stop': (message) => !message.endsWith('.'),
}

const outcome = (text: string): { readonly settings?: unknown; readonly refusal?: unknown } => {
  writeFileSync(file, text)
  try {
    return { settings: readSettings(file, environment) }
  } catch (refusal) {
    return { refusal }
  }
}

/** Whether it was refused. */
const judged = (text: string, isPrinted: boolean): boolean => {
  const { settings, refusal } = outcome(text)
  if (refusal === undefined) {
    const printed = isPrinted ? `${JSON.stringify(settings)}${inspect(settings, { depth: 9 })}` : ''
    if (printed.includes('hunter2')) throw new Error('a secret is shown by settings that are printed')
    return false
  }
  if (!(refusal instanceof UsageError)) throw refusal
  const fault = Object.entries(FAULTS).find(([, isIn]) => isIn(refusal.message))
  if (fault) throw new Error(`${fault[0]}: ${JSON.stringify(refusal.message)}`)
  return true
}

test(`${FUZZ.configurations} damaged configurations each give settings, or one sentence with its place, and no secret`, () => {
  let refused = 0
  let slowest = 0
  fuzz(FUZZ.configurations, (seed) => {
    const text = written(seeded(seed))
    const start = performance.now()
    if (judged(text, seed % 50 === 0)) refused += 1
    slowest = Math.max(slowest, performance.now() - start)
  })
  const good = FUZZ.configurations - refused
  console.log(`${good} give settings, ${refused} a sentence, the slowest took ${slowest.toFixed(0)} ms`)
  expect(good).toBeGreaterThan(FUZZ.configurations / 20)
  expect(refused).toBeGreaterThan(FUZZ.configurations / 4)
  expect(slowest).toBeLessThan(2000)
}, 120_000)
