/** The folder of the backups: their names, which of them stay, and what is written beside them. */
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../configuration/index.js'
import { contentsIn, type Contents } from './contents.js'

export interface BackupFolder {
  readonly directory: string
  /** What the backups' names begin with. */
  readonly name: string
}

export interface Backup {
  readonly file: string
  /** When it was begun, in milliseconds, by its name: a copied file has lost its time. */
  readonly at: number
}

/** What the exporter reads of a check by restoring. */
const CHECK = '.restore-check'
const MODE = 0o600
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.dump$/
const UNFINISHED = '.part'

/** @example fileName('shop', Date.UTC(2026, 10, 21, 18, 45)) // 'shop-20261121T184500Z.dump' */
export const fileName = (name: string, at: number): string =>
  `${name}-${new Date(at).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '')}.dump`

/** When a backup of that name was begun; undefined for a file that is none. */
export const timeIn = (name: string, file: string): number | undefined => {
  if (!file.startsWith(`${name}-`)) return undefined
  const parts = TIME.exec(file.slice(name.length + 1))?.slice(1)
  if (parts === undefined) return undefined
  const [year, month, day, hour, minute, second] = parts
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? undefined : at
}

/** Those that a folder's names tell of, newest first. */
export const backupsAmong = (name: string, files: readonly string[]): readonly Backup[] =>
  files
    .flatMap((file) => {
      const at = timeIn(name, file)
      return at === undefined ? [] : [{ file, at }]
    })
    .sort((one, other) => other.at - one.at)

/** The backups of the folder, newest first. */
export const backupsIn = async ({ directory, name }: BackupFolder): Promise<readonly Backup[]> =>
  backupsAmong(name, await readdir(directory))

/** Makes the folder where it is missing. @throws UsageError */
export const prepareFolder = async ({ directory }: BackupFolder): Promise<void> => {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new UsageError(`The folder ${directory} of --folder cannot be made (${String(error)}); name one that this user may write to.`, {
      cause: error,
    })
  }
}

/** The backup that a file beside it, or a part of one, belongs to. */
const ownerOf = (file: string): string => file.replace(/\.part$/, '').replace(/^\.(.*)\.json$/, '$1')

/** Removes what was never finished, and what stands beside a backup that is gone. */
export const clearUnfinished = async ({ directory, name }: BackupFolder): Promise<void> => {
  const files = await readdir(directory)
  for (const file of files) {
    const owner = ownerOf(file)
    const isOurs = timeIn(name, owner) !== undefined && file !== owner
    if (isOurs && (file.endsWith(UNFINISHED) || !files.includes(owner))) await rm(join(directory, file), { force: true })
  }
}

/** Gives a file its name when it is whole and on the disk. Nothing stays of one that fails. */
const writeWhole = async (directory: string, file: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> => {
  const unfinished = join(directory, `${file}${UNFINISHED}`)
  try {
    const handle = await open(unfinished, 'w', MODE)
    try {
      await fill(handle)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, join(directory, file))
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

const writeText = (directory: string, file: string, text: string): Promise<void> =>
  writeWhole(directory, file, async (handle) => handle.writeFile(text))

const contentsFile = (file: string): string => `.${file}.json`

/** This second, or the next that no other has taken. */
const freeTime = (now: number, taken: readonly Backup[]): number => {
  let at = Math.floor(now / 1000) * 1000
  while (taken.some((one) => one.at === at)) at += 1000
  return at
}

/** Writes one backup by what `fill` puts into the open file, and beside it what it holds. */
export const writeBackup = async (
  folder: BackupFolder,
  now: number,
  contents: Contents,
  fill: (descriptor: number) => Promise<void>,
): Promise<Backup & { readonly bytes: number }> => {
  const at = freeTime(now, await backupsIn(folder))
  const file = fileName(folder.name, at)
  await writeText(folder.directory, contentsFile(file), `${JSON.stringify(contents)}\n`)
  try {
    await writeWhole(folder.directory, file, ({ fd }) => fill(fd))
  } catch (error) {
    await rm(join(folder.directory, contentsFile(file)), { force: true })
    throw error
  }
  return { file, at, bytes: (await stat(join(folder.directory, file))).size }
}

/** What a backup holds, as it was counted when it was made. */
export const contentsBeside = async ({ directory }: BackupFolder, { file }: Backup): Promise<Contents | undefined> =>
  contentsIn(await readFile(join(directory, contentsFile(file)), 'utf8').catch(() => ''))

/** Says how the check went, as the exporter reads it. */
export const writeCheck = ({ directory }: BackupFolder, isGood: boolean, words: string): Promise<void> =>
  writeText(directory, CHECK, `${isGood ? 'ok' : 'failed'}: ${words}\n`)

/** Removes all but the newest. @returns those that it removed */
export const retire = async (folder: BackupFolder, keep: number): Promise<readonly Backup[]> => {
  const old = (await backupsIn(folder)).slice(keep)
  for (const { file } of old) for (const one of [file, contentsFile(file)]) await rm(join(folder.directory, one), { force: true })
  return old
}
