import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Ends the names of files that are being written; nobody reads those. */
export const PART = '.part'

/** Writes a file whole or not at all: beside its place first, and moved there once every byte is written. */
export const writeWhole = async (path: string, content: Buffer): Promise<void> => {
  const part = `${path}.${randomBytes(6).toString('hex')}${PART}`
  await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  try {
    await writeFile(part, content, { flag: 'wx', mode: 0o644 })
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
