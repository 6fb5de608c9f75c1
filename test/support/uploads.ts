import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface DataFolder {
  /** What plimsoll.yaml takes to find the shop's files. */
  readonly environment: { readonly SHOP_DATA_FOLDER: string }
  readonly remove: () => void
}

/** The shop's data folder as a shop makes it, with no customer's file in it yet. */
export const createDataFolder = (): DataFolder => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-data-'))
  mkdirSync(join(folder, 'uploads'))
  return { environment: { SHOP_DATA_FOLDER: folder }, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
