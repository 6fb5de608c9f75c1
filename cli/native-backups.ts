import { mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { dumpFolders, findDumpPrograms, lacksDump, versionOf } from '../backup/index.js'
import type { Ground, ProcessPlan } from '../stack/index.js'

/** What the native stack has of backups: a process, or a sentence that says why there is none. */
export interface NativeBackups {
  readonly processes: readonly ProcessPlan[]
  /** Names the folder to the shop, whose switch changes times, and to the exporter. */
  readonly variables: Readonly<Record<string, string>>
  readonly notes: readonly string[]
}

const without = (note: string): NativeBackups => ({ processes: [], variables: {}, notes: [note] })

const backupProcess = ({ postgres }: Ground, main: string, folder: string, environment: Readonly<Record<string, string>>): ProcessPlan => ({
  name: 'backups',
  what: "backups of the shop's database",
  args: ['--max-semi-space-size=1', '--v8-pool-size=1', main, 'backup', '--every', '24h', '--folder', folder, '--name', 'shop'],
  env: { DATABASE_URL: postgres.url, ...environment },
  // the first one is of a shop that is there
  dependsOn: ['shop'],
})

/** Backups where pg_dump for the server is here: beside the server, on the PATH, or where Debian keeps it. */
export const nativeBackups = (ground: Ground, main: string): NativeBackups => {
  const { folder: own, env } = ground.postgresPrograms
  const server = versionOf(join(own, 'postgres'), { ...process.env, ...env })
  if (server === undefined) return without(`no backups are made: ${own}/postgres does not say its version`)
  const found = findDumpPrograms(server, [own, ...dumpFolders()], { ...process.env, ...env })
  if (found === undefined) return without(`no backups are made: ${lacksDump(server)}`)
  const folder = join(ground.folders.data, 'backups')
  // made before the exporter looks for it
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = [found.folder, process.env['PATH'] ?? ''].filter((part) => part !== '').join(delimiter)
  return {
    processes: [backupProcess(ground, main, folder, { ...env, PATH: path })],
    variables: { SHOP_BACKUPS: folder },
    notes: [],
  }
}
