/** @module pg_dump and pg_restore: where they are, whether they fit the server, and how they are run. */
import { execFileSync, spawn } from 'node:child_process'
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { UsageError } from '../configuration/index.js'
import { BackupError } from './errors.js'

/** A folder that holds both programs, of one version. */
export interface DumpPrograms {
  readonly folder: string
  /** The first number of the version: 18 of 18.6. */
  readonly version: number
}

/** Where Debian and its children keep each version beside the others. */
const VERSIONS = '/usr/lib/postgresql'
const SAID_BYTES = 4000

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    // Debian's wrapper goes by the name of each program and chooses a version by itself
    return basename(realpathSync(path)) !== 'pg_wrapper'
  } catch {
    return false
  }
}

/** The first number in what a program of PostgreSQL says of its version. */
export const versionIn = (text: string): number | undefined => {
  const version = /\(PostgreSQL\) (\d+)/.exec(text)?.[1]
  return version === undefined ? undefined : Number(version)
}

/** What the program says of its version; undefined where it does not run. */
export const versionOf = (program: string, environment: NodeJS.ProcessEnv = process.env): number | undefined => {
  try {
    return versionIn(execFileSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000, env: environment, stdio: 'pipe' }))
  } catch {
    return undefined
  }
}

const listed = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The folders of PATH, and each version that Debian keeps beside. */
export const dumpFolders = (path = process.env['PATH'] ?? '', versions = VERSIONS): readonly string[] => [
  ...path.split(delimiter).filter((folder) => folder.startsWith('/')),
  ...listed(versions).map((version) => join(versions, version, 'bin')),
]

const inFolder = (folder: string, environment: NodeJS.ProcessEnv): readonly DumpPrograms[] => {
  const dump = join(folder, 'pg_dump')
  if (!isProgram(dump) || !isProgram(join(folder, 'pg_restore'))) return []
  const version = versionOf(dump, environment)
  return version === undefined ? [] : [{ folder: dirname(realpathSync(dump)), version }]
}

/** Those nearest to the server's version that are not older: pg_dump reads no newer server, and what it writes is for its own. */
export const nearestTo = (server: number, found: readonly DumpPrograms[]): DumpPrograms | undefined =>
  found.filter(({ version }) => version >= server).sort((one, other) => one.version - other.version)[0]

/** pg_dump and pg_restore for a server, or undefined where none are here that fit. */
export const findDumpPrograms = (
  server: number,
  folders = dumpFolders(),
  environment: NodeJS.ProcessEnv = process.env,
): DumpPrograms | undefined =>
  nearestTo(
    server,
    folders.flatMap((folder) => inFolder(folder, environment)),
  )

/** What to do where none fit, in one sentence. */
export const lacksDump = (server: number): string =>
  `pg_dump ${server} or newer is neither on the PATH nor in ${VERSIONS}; install postgresql-client-${server}, or the PostgreSQL client ${server} of this system.`

/** @throws UsageError where none are here that fit. */
export const requireDumpPrograms = (server: number): DumpPrograms => {
  const found = findDumpPrograms(server)
  if (found === undefined) throw new UsageError(`No backup can be made: ${lacksDump(server)}`)
  return found
}

export interface Run {
  readonly programs: DumpPrograms
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** An open file that takes what the program prints; else it is thrown away. */
  readonly output?: number
  /** Complaints after which the program has gone on, and that change nothing. */
  readonly forgives?: RegExp
}

/** True where all that it complained of is forgiven, and all of it is known. */
const isForgiven = (said: string, { forgives }: Run): boolean => {
  const errors = said.split('\n').filter((line) => line.includes(' error: '))
  return forgives !== undefined && said.length < SAID_BYTES && errors.length > 0 && errors.every((line) => forgives.test(line))
}

/** Of what a program complained of, the first thing: the rest follows from it. */
const complaintIn = (said: string): string => {
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  return (lines.find((line) => /error|fatal/i.test(line)) ?? lines[0] ?? 'it said nothing').trim().slice(0, 500)
}

/**
 * Runs one of the programs to its end.
 *
 * @throws BackupError with what it complained of; an abort ends it and is thrown as one.
 */
export const runProgram = (name: 'pg_dump' | 'pg_restore', args: readonly string[], run: Run): Promise<void> =>
  new Promise((resolve, reject) => {
    run.signal.throwIfAborted()
    const child = spawn(join(run.programs.folder, name), [...args], {
      env: { ...run.env },
      stdio: ['ignore', run.output ?? 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => (said = (said + piece).slice(0, SAID_BYTES)))
    const stop = () => void child.kill('SIGTERM')
    run.signal.addEventListener('abort', stop, { once: true })
    child.once('error', (cause) => reject(new BackupError(`${name} could not be run: ${cause.message}.`, { cause })))
    child.once('close', (code, signal) => {
      run.signal.removeEventListener('abort', stop)
      if (run.signal.aborted) reject(new BackupError('The backup was stopped before its end.'))
      else if (code === 0 || (code === 1 && isForgiven(said, run))) resolve()
      else reject(new BackupError(`${name} ended with ${signal ?? `exit status ${code}`}: ${complaintIn(said)}`))
    })
  })
