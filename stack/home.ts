/** Our own cache folder: programs that this machine lacks, unpacked and not installed. */
import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { UsageError } from '../configuration/index.js'

/** PLIMSOLL_HOME, else ~/.cache/plimsoll; root uses /var/cache/plimsoll, where the user that runs PostgreSQL may enter. */
export function cacheHome(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['PLIMSOLL_HOME']
  if (chosen !== undefined && chosen !== '') {
    if (!isAbsolute(chosen)) throw new UsageError(`PLIMSOLL_HOME=${chosen}: give an absolute path`)
    return chosen
  }
  return process.getuid?.() === 0 ? '/var/cache/plimsoll' : join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll')
}

/** Where one package with its libraries is unpacked. */
export const treeOf = (home: string, packageName: string): string => join(home, 'programs', packageName)

/** What a program of an unpacked tree needs to find its libraries there. */
export function libraryEnvironment(tree: string): Readonly<Record<string, string>> {
  const bases = ['usr/lib', 'lib'].map((folder) => join(tree, folder))
  const folders = [...bases.flatMap(machineFolders), ...bases]
  return { LD_LIBRARY_PATH: [...folders, process.env['LD_LIBRARY_PATH'] ?? ''].filter((folder) => folder !== '').join(':') }
}

/** Debian keeps libraries by machine: usr/lib/x86_64-linux-gnu. */
function machineFolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[a-z0-9_]+-linux-gnu[a-z0-9]*$/.test(name))
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}
