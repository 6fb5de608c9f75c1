/** Where the programs are that we run: on the PATH, where Debian keeps servers, or in our own cache folder. */
import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { cacheHome, libraryEnvironment, treeOf } from './home.js'

export interface Program {
  readonly path: string
  /** What it needs to find its libraries, when it was unpacked and not installed. */
  readonly env: Readonly<Record<string, string>>
  /** The unpacked tree that it lies in. */
  readonly tree?: string
}

/** PostgreSQL is a folder of programs that belong together. */
export interface PostgresPrograms {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** One server of the stack: the names that its program goes by, and the Debian package that holds it. */
export interface ProgramSource {
  readonly names: readonly string[]
  readonly packageName: string
}

export const redisSource: ProgramSource = { names: ['redis-server', 'valkey-server'], packageName: 'redis-server' }
export const prometheusSource: ProgramSource = { names: ['prometheus'], packageName: 'prometheus' }
export const alertmanagerSource: ProgramSource = {
  names: ['prometheus-alertmanager', 'alertmanager'],
  packageName: 'prometheus-alertmanager',
}

/** The tree of our cache that holds PostgreSQL, whatever its version. */
export const POSTGRES_TREE = 'postgresql'

/** Oldest PostgreSQL that the exporter supports. */
const OLDEST_POSTGRES = 13

/** The program: the machine's own, else the one in our cache, else undefined. */
export function findProgram(source: ProgramSource, home = cacheHome(), folders = systemFolders()): Program | undefined {
  const installed = firstIn(folders, source.names)
  if (installed !== undefined) return { path: installed, env: {} }
  const tree = treeOf(home, source.packageName)
  const unpacked = firstIn([join(tree, 'usr/bin'), join(tree, 'usr/sbin')], source.names)
  return unpacked === undefined ? undefined : { path: unpacked, env: libraryEnvironment(tree), tree }
}

/** PostgreSQL: the newest below /usr/lib/postgresql, else the one on the PATH, else the one in our cache. */
export function findPostgres(home = cacheHome(), folders = systemFolders(), root = '/'): PostgresPrograms | undefined {
  const installed = newestPostgres(root) ?? folders.map(followed).find(holdsPostgres)
  if (installed !== undefined) return { folder: installed, env: {} }
  const tree = treeOf(home, POSTGRES_TREE)
  const unpacked = newestPostgres(tree)
  return unpacked === undefined ? undefined : { folder: unpacked, env: libraryEnvironment(tree) }
}

/** Folder names that are PostgreSQL versions we support, newest first. */
export function newestFirst(names: readonly string[]): readonly number[] {
  return names
    .filter((name) => /^\d{1,3}$/.test(name))
    .map(Number)
    .filter((version) => version >= OLDEST_POSTGRES)
    .sort((left, right) => right - left)
}

/** PATH, and where Debian keeps daemons, which a plain user's PATH leaves out. */
export function systemFolders(path = process.env['PATH'] ?? ''): readonly string[] {
  const own = path.split(delimiter).filter((folder) => folder.startsWith('/'))
  return [...new Set([...own, '/usr/local/bin', '/usr/bin', '/usr/local/sbin', '/usr/sbin', '/opt/homebrew/bin'])]
}

function firstIn(folders: readonly string[], names: readonly string[]): string | undefined {
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function newestPostgres(root: string): string | undefined {
  const versions = join(root, 'usr/lib/postgresql')
  return newestFirst(listed(versions))
    .map((version) => join(versions, String(version), 'bin'))
    .find(holdsPostgres)
}

const holdsPostgres = (folder: string): boolean => ['postgres', 'initdb'].every((name) => isExecutable(join(folder, name)))

/** A link to postgres on the PATH leads to the folder where the rest of it is. */
function followed(folder: string): string {
  const path = join(folder, 'postgres')
  return isExecutable(path) ? dirname(realpathSync(path)) : folder
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
