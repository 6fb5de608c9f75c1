import { constants } from 'node:fs'
import { open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { parseFamilies, type TextFamily } from './families.js'

/** What a file of metrics may hold: some ten thousand lines. */
const MAXIMUM_BYTES = 2 * 1024 * 1024
const MAXIMUM_FILES = 500

export interface TextFile {
  readonly path: string
  readonly modifiedSeconds: number
  readonly families: readonly TextFamily[]
}

export type FileOutcome = TextFile | { readonly path: string; readonly reason: string }

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
  ENOENT: 'it is not there',
  ENOTDIR: 'it is no folder',
  ELOOP: 'it is a link to itself',
}

export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? (code || error.message)
}

interface Known {
  readonly stamp: string
  readonly outcome: FileOutcome
}

const textOf = async (handle: FileHandle, size: number): Promise<string> => {
  const bytes = Buffer.allocUnsafe(size + 1)
  let length = 0
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  if (length > size) throw new Error('it grew while it was read')
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length))
}

const parsed = async (handle: FileHandle, path: string, size: number, modifiedSeconds: number): Promise<FileOutcome> => {
  try {
    if (size > MAXIMUM_BYTES) throw new Error(`it is larger than ${MAXIMUM_BYTES / 1024 / 1024} MiB`)
    return { path, modifiedSeconds, families: parseFamilies(await textOf(handle, size)) }
  } catch (error) {
    return { path, reason: error instanceof TypeError ? 'it is not written in UTF-8' : reasonOf(error) }
  }
}

/** Reads files of metrics, each only when it changed. */
export const createFileReader = () => {
  const known = new Map<string, Known>()

  const read = async (path: string): Promise<FileOutcome> => {
    // a pipe called x.prom would let us wait for its writer
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = await handle.stat()
      if (!stat.isFile()) return { path, reason: 'it is no file' }
      const stamp = `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`
      const before = known.get(path)
      if (before?.stamp === stamp) return before.outcome
      const outcome = await parsed(handle, path, stat.size, stat.mtimeMs / 1000)
      known.set(path, { stamp, outcome })
      return outcome
    } finally {
      await handle.close()
    }
  }

  const readOrReason = async (path: string): Promise<FileOutcome> => {
    try {
      return await read(path)
    } catch (error) {
      return { path, reason: reasonOf(error) }
    }
  }

  /** Every file `*.prom` of a folder, by name. */
  const readFolder = async (folder: string, signal: AbortSignal): Promise<readonly FileOutcome[]> => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.prom')).sort()
    const outcomes: FileOutcome[] = []
    for (const name of names.slice(0, MAXIMUM_FILES)) {
      signal.throwIfAborted()
      outcomes.push(await readOrReason(join(folder, name)))
    }
    if (names.length > MAXIMUM_FILES) outcomes.push({ path: folder, reason: `it holds more than ${MAXIMUM_FILES} files` })
    return outcomes
  }

  const keep = (paths: ReadonlySet<string>): void => {
    for (const path of known.keys()) if (!paths.has(path)) known.delete(path)
  }
  return { readFolder, keep }
}
