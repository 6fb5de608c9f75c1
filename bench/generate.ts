/**
 * What a change of the definition costs the person who waits: documents checked by a new process, and the whole house
 * compiled from nothing in a copy of it.
 *
 *   node dist/bench/generate.js            prints the table
 *   node dist/bench/generate.js --write    writes it into docs/benchmarks.md too
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { argv, execPath, stdout, version } from 'node:process'
import { fileURLToPath } from 'node:url'
import { quantile, table, writeSection } from './middleware/report.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ROUNDS = 7
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.run'])

interface Subject {
  readonly name: string
  readonly aimSeconds: number
  /** Arguments of Node. */
  readonly run: readonly string[]
  readonly folder: string
}

const secondsOf = ({ name, run, folder }: Subject): number => {
  const startedAt = performance.now()
  const { status, stdout: printed } = spawnSync(execPath, [...run], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const seconds = (performance.now() - startedAt) / 1000
  // 1 says that documents differ: that is work done as well
  if (status === 0 || (status === 1 && name.includes('generate'))) return seconds
  throw new Error(`${name} failed:\n${printed}`)
}

/** The sources alone, so that the compiler's state is this bench's own. */
const copyOfTheHouse = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  cpSync(ROOT, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

const subjectsIn = (copy: string): readonly Subject[] => [
  { name: 'plimsoll generate --check', aimSeconds: 1, run: ['dist/cli/main.js', 'generate', '--check'], folder: ROOT },
  {
    name: 'tsc -b --force, what runs',
    aimSeconds: 5,
    run: ['node_modules/typescript/bin/tsc', '-b', '--force', 'cli', 'shop'],
    folder: copy,
  },
  { name: 'tsc -b --force, tests and bench too', aimSeconds: 5, run: ['node_modules/typescript/bin/tsc', '-b', '--force'], folder: copy },
]

const fixed = (seconds: number): string => seconds.toFixed(2)

const rowOf = (subject: Subject): readonly string[] => {
  const times = Array.from({ length: ROUNDS }, () => secondsOf(subject))
  return [
    `\`${subject.name}\``,
    fixed(quantile(times, 0.5)),
    fixed(Math.min(...times)),
    fixed(Math.max(...times)),
    `under ${subject.aimSeconds}`,
  ]
}

const report = (rows: readonly (readonly string[])[], load: number): string =>
  [
    '## Time to generate and to compile',
    '',
    `Seconds by the clock, each run a new process; median, fastest and slowest of ${ROUNDS}. The compiler starts from nothing (\`--force\`).`,
    '',
    table(['command', 'median', 'fastest', 'slowest', 'aim'], rows),
    '',
    `Node ${version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors, load ${load.toFixed(1)} before the first run.`,
  ].join('\n')

const copy = copyOfTheHouse()
try {
  const [load = 0] = loadavg()
  const text = report(subjectsIn(copy).map(rowOf), load)
  stdout.write(`${text}\n`)
  if (argv.includes('--write')) await writeSection(join(ROOT, 'docs', 'benchmarks.md'), 'generate', text)
} finally {
  rmSync(copy, { recursive: true })
}
