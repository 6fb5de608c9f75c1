import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Identity {
  readonly name: string
  readonly version: string
  /** The folder of package.json: generated files lie below it, whether this runs from source or from dist/. */
  readonly root: string
}

const packageRoot = (directory: string): string => {
  if (existsSync(join(directory, 'package.json')) || dirname(directory) === directory) return directory
  return packageRoot(dirname(directory))
}

/** Which release runs, and where it lies. */
export const readIdentity = (): Identity => {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
  return Object.freeze({ name: 'plimsoll desk', version, root })
}
