import { closeSync, openSync, readFile, readSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Where the kernel's files are read; a container may mount the machine's own elsewhere. */
export interface SystemSource {
  readonly target: string
  /** Folder of procfs, usually `/proc`. */
  readonly proc: string
  /** Folder of sysfs, usually `/sys`. */
  readonly sys: string
  /**
   * Folder below which a container sees the machine's file systems. Where it is given, mounts and network devices are
   * those of the machine's first process; our own are the container's.
   */
  readonly root?: string | undefined
  /** Network devices that are not worth a series. */
  readonly excludeDevices?: RegExp | undefined
  /** Mount points that are not worth a series, besides the kernel's own. */
  readonly excludeMountpoints?: RegExp | undefined
}

const MEBIBYTE = 1024 * 1024
/** Far above what any machine shows: /proc/stat of 1,000 processors has some 300 KiB. */
const MAXIMUM_BYTES = 8 * MEBIBYTE
const space = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * Reads on until nothing comes: the kernel gives a long list, such as that of mounts or sockets, some pages at a time, and
 * half of it looks whole.
 */
const readAll = (file: number, path: string): string => {
  const full: Buffer[] = []
  for (let length = 0; ;) {
    const amount = readSync(file, space, length, space.length - length, null)
    length += amount
    if (amount === 0) {
      const last = space.subarray(0, length)
      return full.length === 0 ? last.toString('utf8') : Buffer.concat([...full, last]).toString('utf8')
    }
    if (length < space.length) continue
    full.push(Buffer.from(space))
    if (full.length * space.length > MAXIMUM_BYTES) throw new Error(`${path} is larger than ${MAXIMUM_BYTES / MEBIBYTE} MiB`)
    length = 0
  }
}

/**
 * Reads a file of the kernel at once. No disk is behind it, and a promise costs fifteen times what the file does.
 *
 * @throws Error with the path.
 */
export const readNow = (path: string): string => {
  const file = openSync(path, 'r')
  try {
    return readAll(file, path)
  } finally {
    closeSync(file)
  }
}

/** As `readNow`; undefined where this kernel or this machine has no such file, or the file no answer. */
export const readIfThere = (path: string): string | undefined => {
  try {
    return readNow(path)
  } catch {
    return undefined
  }
}

const readAside = promisify(readFile)

/** As `readIfThere`, from another thread: for the few files behind which a driver may take its time. */
export const readPatiently = async (path: string): Promise<string | undefined> => {
  try {
    return await readAside(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Names in a folder, none where there is no such folder. */
export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

export const readProc = ({ proc }: SystemSource, file: string): string => readNow(join(proc, file))
export const readProcIfThere = ({ proc }: SystemSource, file: string): string | undefined => readIfThere(join(proc, file))

/** Folder of procfs where mounts and network are the machine's, and not those of our container. */
export const ofMachine = ({ root }: SystemSource, file: string): string => (root ? `1/${file}` : `self/${file}`)

/** A number as the kernel writes it; undefined where the text is none, or there is no text. */
export const numberOf = (text: string | undefined): number | undefined => {
  const trimmed = text?.trim()
  const value = trimmed ? Number(trimmed) : Number.NaN
  return Number.isNaN(value) ? undefined : value
}

export const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '')
export const wordsOf = (line: string): readonly string[] => line.trim().split(/\s+/)
