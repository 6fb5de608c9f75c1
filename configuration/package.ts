import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const folderAbove = (folder: string): string => {
  if (existsSync(join(folder, 'package.json'))) return folder
  if (folder === dirname(folder)) throw new Error('could not find package.json above the program')
  return folderAbove(dirname(folder))
}

/** The package's own folder, from the sources and from dist/ alike: what is not compiled lies below it. */
export const packageRoot: string = folderAbove(import.meta.dirname)

export interface Release {
  readonly name: string
  readonly version: string
}

/** Name and version of this package. */
export const release: Release = (({ name, version }: Release) => Object.freeze({ name, version }))(
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Release,
)
