/**
 * The exporters that ours is held against: from a folder that PLIMSOLL_TEST_PROGRAMS names, else the machine's own, else
 * Debian's, unpacked into our cache. Nothing is compared with a program that is not there: it is fetched, or the run fails.
 */
import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'
import { fetchTrees } from '../../stack/fetch.js'
import { cacheHome } from '../../stack/home.js'
import { findProgram, systemFolders, type Program, type ProgramSource } from '../../stack/programs.js'

export const peerNames = ['node', 'postgres', 'redis', 'blackbox'] as const
export type PeerName = (typeof peerNames)[number]

export interface PeerProgram extends Program {
  readonly name: PeerName
  readonly version: string
  /** Everything it says about its flags: versions differ in what they take. */
  readonly help: string
}

const FETCH_SECONDS = 180

const sourceOf = (name: PeerName): ProgramSource => ({
  names: [`${name}_exporter`, `prometheus-${name}-exporter`],
  packageName: `prometheus-${name}-exporter`,
})

const find = (name: PeerName): Program | undefined => {
  const named = (process.env['PLIMSOLL_TEST_PROGRAMS'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return findProgram(sourceOf(name), cacheHome(), [...named, ...systemFolders()])
}

const told = ({ path, env }: Program, flag: string): string => {
  const { stdout, stderr } = spawnSync(path, [flag], { encoding: 'utf8', env: { ...process.env, ...env } })
  return `${stdout}${stderr}`
}

const versionOf = (text: string): string => /(?:version |Exporter v?)(\d+\.\d+\.\d+)/.exec(text)?.[1] ?? 'of unknown version'

/** Every peer's program, fetched where it is missing. @throws UsageError that says what to install */
export const peerPrograms = async (output: (line: string) => void): Promise<Readonly<Record<PeerName, PeerProgram>>> => {
  const trees = peerNames.filter((name) => find(name) === undefined).map((name) => sourceOf(name).packageName)
  if (trees.length > 0) await fetchTrees({ home: cacheHome(), trees, output, signal: AbortSignal.timeout(FETCH_SECONDS * 1000) })
  const programOf = (name: PeerName): PeerProgram => {
    const program = find(name)
    if (program === undefined) throw new Error(`${sourceOf(name).packageName} was fetched and holds no ${sourceOf(name).names[1]}`)
    return { ...program, name, version: versionOf(told(program, '--version')), help: told(program, '--help') }
  }
  return { node: programOf('node'), postgres: programOf('postgres'), redis: programOf('redis'), blackbox: programOf('blackbox') }
}
