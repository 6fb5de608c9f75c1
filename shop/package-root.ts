import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const holds = (folder: string): string => {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('could not find package.json above the shop')
  return holds(parent)
}

/** The package's own folder; files that are not compiled (SQL, pages) are read from under it, in `dist/` and in `shop/` alike. */
export const packageRoot: string = holds(import.meta.dirname)
