import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../configuration/index.js'
import { writeWhole } from '../whole-file.js'

export interface UploadStore {
  /** Where the files are. */
  readonly folder: string
  /** Keeps the file whole, or throws and keeps nothing of it. */
  readonly keep: (id: string, content: Buffer) => Promise<void>
  /** The file's bytes; undefined where it is gone. */
  readonly read: (id: string) => Promise<Buffer | undefined>
  readonly remove: (id: string) => Promise<void>
  /** Names of files that have lain here for over an hour, at most 500. */
  readonly settled: () => Promise<readonly string[]>
}

const LISTED = 500
const HOUR_MILLISECONDS = 3_600_000

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

/** Says whether a write failed because there is no room: the disk's, or that of its owner's quota. */
export const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(codeOf(error))

const unlessGone = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

const isSettled = async (path: string): Promise<boolean> => {
  const found = await unlessGone(stat(path))
  return found !== undefined && Date.now() - found.mtimeMs > HOUR_MILLISECONDS
}

const settledIn = async (folder: string): Promise<readonly string[]> => {
  const names = ((await unlessGone(readdir(folder))) ?? []).toSorted()
  const settled: string[] = []
  for (const name of names) {
    if (settled.length >= LISTED) return settled
    if (await isSettled(join(folder, name))) settled.push(name)
  }
  return settled
}

/** Files by their ids, each in one folder under its id; an id comes from the database, never from a path. */
export const createUploadStore = (folder: string): UploadStore =>
  Object.freeze({
    folder,
    keep: (id, content) => writeWhole(join(folder, id), content),
    read: (id) => unlessGone(readFile(join(folder, id))),
    remove: (id) => rm(join(folder, id), { force: true }),
    settled: () => settledIn(folder),
  } satisfies UploadStore)

/**
 * Makes the folder, so that a shop that may not write there says so when it starts.
 *
 * @throws UsageError unless the folder is there; a full disk is no reason not to start
 */
export const prepareFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 })
  } catch (error) {
    if (isFull(error)) return
    throw new UsageError(`The shop cannot make its folder ${folder} (${codeOf(error)}); name another one by SHOP_DATA_FOLDER.`, {
      cause: error,
    })
  }
}
