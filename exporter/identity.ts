import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Identity {
  readonly name: string
  readonly version: string
}

/** The package file stands above the sources and, one folder deeper, above what is compiled of them. */
const packageFile = (folder: string): string => {
  const file = join(folder, 'package.json')
  return existsSync(file) || folder === dirname(folder) ? file : packageFile(dirname(folder))
}

/** Name and version of this package. */
export const readIdentity = (): Identity => {
  const { name, version } = JSON.parse(readFileSync(packageFile(import.meta.dirname), 'utf8')) as Identity
  return { name, version }
}
