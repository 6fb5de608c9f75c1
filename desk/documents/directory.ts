import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** Bounds on what a directory of generated files may hold, so that a wrong directory does no harm. */
const MOST_FILES = 2000
const LARGEST_FILE = 4 * 1024 * 1024

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/**
 * The files below a directory that end in `extension`, as paths below it, sorted; none where there is no such directory.
 * Names from a URL are looked up in this list and never joined to a path themselves.
 */
export const listFiles = async (directory: string, extension: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(extension) && !entry.name.startsWith('.'))
    return files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .slice(0, MOST_FILES)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

export const readBounded = async (path: string): Promise<string | undefined> => {
  const { size } = await stat(path)
  return size > LARGEST_FILE ? undefined : readFile(path, 'utf8')
}

/** The name that a URL uses for a file. */
export const nameOf = (path: string, extension: string): string => basename(path, extension)
