import { durationSeconds, UsageError, type LocatedYaml } from '../../configuration/index.js'
import type { Configuration } from './schema/index.js'
import type { Files } from './servers.js'

export interface BackupSettings {
  readonly name: string
  readonly directory: string
  /** Names that backups have; `*` stands for any letters, `?` for one. */
  readonly pattern: string
  /** Name of the file that a check by restoring leaves in the folder. */
  readonly restoreCheck: string
}

export interface UploadSettings {
  readonly name: string
  readonly directory: string
  /** Time between two counts of the files. */
  readonly intervalSeconds: number
  readonly fileLimit: number
  /** Who writes; the exporter's own user where it is not said. */
  readonly writer: { readonly uid: number; readonly gid: number } | undefined
}

const DEFAULT_PATTERN = '*'
const DEFAULT_RESTORE_CHECK = '.restore-check'
const DEFAULT_INTERVAL = '5m'
const DEFAULT_FILE_LIMIT = 200_000

type Located = LocatedYaml<Configuration>

const refuseSameNames = ({ where }: Located, section: 'backups' | 'uploads', written: readonly { readonly name: string }[]): void => {
  for (const [index, { name }] of written.entries()) {
    if (written.findIndex((other) => other.name === name) === index) continue
    throw new UsageError(`${where([section, index, 'name'])}: another of ${section} is named "${name}" too; give each its own name.`)
  }
}

const refusePath = ({ where }: Located, index: number, key: 'pattern' | 'restore_check', written: string | undefined): void => {
  if (!written?.includes('/')) return
  throw new UsageError(
    `${where(['backups', index, key])}: ${key} names a folder; write the name of a file alone, and the folder under directory.`,
  )
}

/** The section `textfile`: its folders. */
export const readTextfile = ({ value }: Located, { complete }: Files): { readonly directories: readonly string[] } => ({
  directories: [...new Set((value.textfile?.directories ?? []).map((directory) => complete(directory) ?? directory))],
})

/**
 * The section `backups`, without those whose directory is empty: a variable that may name one is not set.
 *
 * @throws UsageError for a name that two have, and for a pattern with a folder in it.
 */
export const readBackups = (located: Located, { complete }: Files): readonly BackupSettings[] => {
  const written = located.value.backups ?? []
  refuseSameNames(located, 'backups', written)
  return written.flatMap(({ name, directory, pattern, restore_check }, index) => {
    refusePath(located, index, 'pattern', pattern)
    refusePath(located, index, 'restore_check', restore_check)
    if (directory === '') return []
    const one = { pattern: pattern ?? DEFAULT_PATTERN, restoreCheck: restore_check ?? DEFAULT_RESTORE_CHECK }
    return [{ name, directory: complete(directory) ?? directory, ...one }]
  })
}

/**
 * The section `uploads`.
 *
 * @throws UsageError for a name that two have.
 */
export const readUploads = (located: Located, { complete }: Files): readonly UploadSettings[] => {
  const written = located.value.uploads ?? []
  refuseSameNames(located, 'uploads', written)
  return written.map(({ name, directory, interval, file_limit, uid, gid }) => ({
    name,
    directory: complete(directory) ?? directory,
    intervalSeconds: durationSeconds(interval ?? DEFAULT_INTERVAL),
    fileLimit: file_limit ?? DEFAULT_FILE_LIMIT,
    writer: uid === undefined ? undefined : { uid, gid: gid ?? uid },
  }))
}
