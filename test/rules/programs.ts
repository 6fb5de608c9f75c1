/**
 * Which promtool, amtool and Alertmanager the rules are proved with: the machine's own, and those of every folder that
 * PLIMSOLL_TEST_PROGRAMS names (absolute paths, separated by colons).
 */
import { execFile, spawnSync } from 'node:child_process'
import { delimiter, isAbsolute } from 'node:path'
import { cacheHome } from '../../stack/home.js'
import { alertmanagerSource, findProgram, systemFolders } from '../../stack/programs.js'
import type { Program, ProgramSource } from '../../stack/programs.js'

export interface ProgramSet {
  /** As a test's name shows it: `promtool 2.42.0, amtool 0.25.0, alertmanager 0.25.0`. */
  readonly name: string
  readonly promtool: Program
  readonly amtool: Program
  readonly alertmanager: Program
}

export interface Outcome {
  readonly code: number
  /** What it said on both of its streams. */
  readonly output: string
}

const SOURCES = {
  promtool: { names: ['promtool'], packageName: 'prometheus' },
  amtool: { names: ['amtool'], packageName: 'prometheus-alertmanager' },
  alertmanager: alertmanagerSource,
} as const satisfies Readonly<Record<string, ProgramSource>>

/** A machine without the programs fails: a proof that is skipped proves nothing. */
const onMachine = (source: ProgramSource, home: string, folders: readonly string[]): Program => {
  const found = findProgram(source, home, folders)
  if (found) return found
  throw new Error(
    `no ${source.names[0]} is installed: install ${source.packageName} (apt-get install ${source.packageName}), or run \`npm start\` once, which fetches it`,
  )
}

/** A cache that holds nothing: a folder that is named must hold the program itself. */
const NOWHERE = '/nonexistent'

const inFolder = (source: ProgramSource, folder: string): Program => {
  const found = isAbsolute(folder) ? findProgram(source, NOWHERE, [folder]) : undefined
  if (found) return found
  throw new Error(`PLIMSOLL_TEST_PROGRAMS names ${folder}, which holds no ${source.names.join(' or ')}: give absolute folders of programs`)
}

const versionOf = (name: string, { path, env }: Program): string => {
  const { stdout, stderr } = spawnSync(path, ['--version'], { encoding: 'utf8', env: { ...process.env, ...env } })
  const version = /version (\d+\.\d+\.\d+)/.exec(`${stdout}${stderr}`)?.[1]
  if (!version) throw new Error(`${path} --version tells no version: ${stdout}${stderr}`)
  return `${name} ${version}`
}

const setOf = (find: (source: ProgramSource) => Program): ProgramSet => {
  const programs = { promtool: find(SOURCES.promtool), amtool: find(SOURCES.amtool), alertmanager: find(SOURCES.alertmanager) }
  const versions = Object.entries(programs).map(([name, program]) => versionOf(name, program))
  return { name: versions.join(', '), ...programs }
}

export interface Where {
  readonly home?: string
  readonly machine?: readonly string[]
  readonly further?: string | undefined
}

/** Every set to prove with, the machine's own first. @throws Error that says what to install */
export const programSets = ({
  home = cacheHome(),
  machine = systemFolders(),
  further = process.env['PLIMSOLL_TEST_PROGRAMS'],
}: Where = {}): readonly [ProgramSet, ...ProgramSet[]] => {
  const folders = (further ?? '').split(delimiter).filter((folder) => folder !== '')
  const own = setOf((source) => onMachine(source, home, machine))
  return [own, ...folders.map((folder) => setOf((source) => inFolder(source, folder)))]
}

/** Runs a program to its end. */
export const run = ({ path, env }: Program, args: readonly string[], directory?: string): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    execFile(path, args, { env: { ...process.env, ...env }, cwd: directory, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error ? error.code : 0
      // no number: it could not be started, or a signal ended it
      if (typeof code === 'number') resolve({ code, output: stdout + stderr })
      else reject(error ?? new Error(`${path} did not end`))
    })
  })

/** Runs a program that must succeed, and fails in its own words. */
export const mustPass = async (program: Program, args: readonly string[], directory?: string): Promise<string> => {
  const { code, output } = await run(program, args, directory)
  if (code !== 0) throw new Error(`${program.path} ${args.join(' ')} ended with ${code}:\n${output}`)
  return output
}

/** Lets at most so many pieces of work run at once; the others wait in the order they came. */
export const atMost = (width: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let free = width
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
