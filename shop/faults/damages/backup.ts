import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RequestError } from '../../errors.js'
import type { Damage } from '../board.js'

/** What the exporter reads of a check by restoring, and where the true answer waits meanwhile. */
const CHECK = '.restore-check'
const KEPT_CHECK = '.fault-restore-check'
/** The true times of the backups, while they are two days older. */
const KEPT_TIMES = '.fault-backup-times'
const TWO_DAYS_SECONDS = 172_800

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })

type Times = readonly (readonly [name: string, seconds: number])[]

const timesIn = async (folder: string): Promise<Times> => {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'))
  return Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).mtimeMs / 1000] as const))
}

const age = (folder: string, times: Times, bySeconds: number): Promise<unknown> =>
  Promise.all(times.map(([name, seconds]) => unlessMissing(utimes(join(folder, name), seconds - bySeconds, seconds - bySeconds))))

const putBack = async (folder: string): Promise<void> => {
  const text = await unlessMissing(readFile(join(folder, KEPT_TIMES), 'utf8'))
  if (text === undefined) return
  await age(folder, JSON.parse(text) as Times, 0)
  await rm(join(folder, CHECK), { force: true })
  await unlessMissing(rename(join(folder, KEPT_CHECK), join(folder, CHECK)))
  // Last: as long as it is there, there is something to put back.
  await rm(join(folder, KEPT_TIMES), { force: true })
}

const falsify = async (folder: string): Promise<void> => {
  const times = await timesIn(folder)
  if (times.length === 0) throw new RequestError(409, 'There is no backup in the folder of SHOP_BACKUPS yet; make one first.')
  await writeFile(join(folder, KEPT_TIMES), JSON.stringify(times))
  await unlessMissing(rename(join(folder, CHECK), join(folder, KEPT_CHECK)))
  await age(folder, times, TWO_DAYS_SECONDS)
  await writeFile(join(folder, CHECK), 'failed: the fault switch failed-backup is thrown\n')
}

/** Makes the backups look two days old and their check failed. No backup is touched but for its time. */
export const failedBackup = (folder: string | undefined): Damage => ({
  name: 'failed-backup',
  inflict: async () => {
    if (folder === undefined) throw new RequestError(409, 'The shop knows no folder of backups; name it with SHOP_BACKUPS.')
    await putBack(folder)
    await falsify(folder)
    return () => putBack(folder)
  },
  restore: async () => {
    if (folder !== undefined) await putBack(folder)
  },
})
