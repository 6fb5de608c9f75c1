import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { RequestError } from '../../errors.js'
import type { Damage } from '../board.js'

const FILLER = '.fault-filler'
/** A file system that somebody set aside for this; everything larger may be the machine's. */
const LARGEST_BYTES = 1_073_741_824
const PIECE_BYTES = 1_048_576

const refuse = (folder: string | undefined): never => {
  const remedy = 'give the shop a small one of its own (a tmpfs, say) with SHOP_DATA_FOLDER'
  const reason = folder === undefined ? 'The shop was given no folder for files' : "The shop's files lie on a file system of over 1 GiB"
  throw new RequestError(409, `${reason}, and the machine's disk is never filled; ${remedy}.`)
}

/** Writes until nothing more fits. */
const fill = async (path: string): Promise<void> => {
  const file = await open(path, 'w')
  try {
    for (let written = 0; written < LARGEST_BYTES; written += PIECE_BYTES) await file.write(Buffer.alloc(PIECE_BYTES, 1))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))) throw error
  } finally {
    await file.close()
  }
}

/** Fills the small file system that the customers' files lie on with one file, and deletes it. */
export const fullDisk = (folder: string | undefined): Damage => {
  const filler = join(folder ?? '', FILLER)
  const restore = async (): Promise<void> => {
    if (folder !== undefined) await rm(filler, { force: true })
  }
  return {
    name: 'full-disk',
    inflict: async () => {
      if (folder === undefined) return refuse(folder)
      const { blocks, bsize } = await statfs(folder)
      if (blocks * bsize > LARGEST_BYTES) return refuse(folder)
      await fill(filler).catch(async (error: unknown) => {
        await restore()
        throw error
      })
      return restore
    },
    restore,
  }
}
