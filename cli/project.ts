import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folderWithPackage = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : folderWithPackage(dirname(folder))

/** The folder of this package, from the sources as well as from dist/. */
export const PROJECT = pathToFileURL(`${folderWithPackage(import.meta.dirname)}/`)
