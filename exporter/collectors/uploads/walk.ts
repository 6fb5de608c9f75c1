import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'

export interface Walk {
  readonly files: number
  readonly bytes: number
  /** Whether every file was reached. */
  readonly complete: boolean
  readonly atSeconds: number
}

/** So many files, then so long a pause: a large folder must not take a processor, nor the disk, from who works there. */
const AT_ONCE = 200
const PAUSE_MILLISECONDS = 5
const MAXIMUM_DEPTH = 32

const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, PAUSE_MILLISECONDS).unref())

interface Folder {
  readonly path: string
  readonly depth: number
}

const createCount = (fileLimit: number) => {
  const folders: Folder[] = []
  const count = { files: 0, bytes: 0, seen: 0, complete: true }
  const visit = async ({ path, depth }: Folder, name: string, isDirectory: boolean): Promise<void> => {
    count.seen += 1
    if (count.seen % AT_ONCE === 0) await pause()
    if (isDirectory && depth >= MAXIMUM_DEPTH) count.complete = false
    else if (isDirectory) folders.push({ path: join(path, name), depth: depth + 1 })
    if (isDirectory) return
    const stat = await lstat(join(path, name)).catch(() => undefined) // removed since it was listed
    if (!stat?.isFile()) return
    count.files += 1
    count.bytes += stat.size
  }
  const isFull = (): boolean => count.seen >= fileLimit
  return { folders, count, visit, isFull }
}

/**
 * Counts the files of a folder and those below, following no link.
 *
 * @throws Error where the folder itself cannot be read; one below that cannot only makes the count incomplete.
 */
export const walk = async (directory: string, fileLimit: number, signal: AbortSignal): Promise<Walk> => {
  const { folders, count, visit, isFull } = createCount(fileLimit)
  const read = async (folder: Folder): Promise<void> => {
    for await (const entry of await opendir(folder.path)) {
      signal.throwIfAborted()
      if (isFull()) {
        count.complete = false
        return
      }
      await visit(folder, entry.name, entry.isDirectory())
    }
  }
  await read({ path: directory, depth: 0 })
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    try {
      await read(folder)
    } catch {
      signal.throwIfAborted()
      count.complete = false
    }
  }
  return { files: count.files, bytes: count.bytes, complete: count.complete, atSeconds: Date.now() / 1000 }
}
