import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { UsageError } from './errors.js'
import type { Environment } from './environment.js'

const SHOWN = '[secret]'
const MAXIMUM_BYTES = 65_536
const values = new WeakMap<Secret, string>()

/** A password or token that no log, page or error can print; only `reveal` gives it back. */
export interface Secret {
  readonly toString: () => string
  readonly toJSON: () => string
}

export const secret = (value: string): Secret => {
  const show = () => SHOWN
  const made: Secret = Object.freeze({ toString: show, toJSON: show, [inspect.custom]: show })
  values.set(made, value)
  return made
}

/** The text of the secret, for the one call that must send it. */
export const reveal = (hidden: Secret): string => {
  const value = values.get(hidden)
  if (value === undefined) throw new TypeError('reveal takes a secret made by secret()')
  return value
}

export interface SecretSource {
  /** Key of the configuration that names the source, for the error's sentence. */
  readonly key: string
  /** Where the key stands, as `file:line`. */
  readonly where: string
  /** Path of a file that holds the secret and nothing else but a closing line end. */
  readonly file?: string | undefined
  /** Name of an environment variable that holds the secret. */
  readonly variable?: string | undefined
  readonly environment: Environment
}

const cause = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return { ENOENT: 'does not exist', EACCES: 'may not be read by this user', EISDIR: 'is a directory' }[code] ?? `cannot be read (${code})`
}

const readFile = ({ key, where }: SecretSource, path: string): Secret => {
  const refuse = (problem: string) =>
    new UsageError(`${where}: the file ${path} that ${key} names ${problem}; put the secret alone into a file that this user may read.`)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw refuse(cause(error))
  }
  if (text.length > MAXIMUM_BYTES) throw refuse('is too large for a secret')
  const value = text.replace(/\r?\n$/, '')
  if (value === '') throw refuse('is empty')
  return secret(value)
}

/**
 * Reads a secret from a file or an environment variable; an empty name counts as none.
 *
 * @returns undefined where neither is named.
 * @throws UsageError where the named source has no secret.
 */
export const readSecret = (source: SecretSource): Secret | undefined => {
  const { key, where, file, variable, environment } = source
  if (file && variable) throw new UsageError(`${where}: ${key} names both a file and an environment variable; keep one of them.`)
  if (file) return readFile(source, file)
  if (!variable) return undefined
  const value = environment[variable]
  if (!value) throw new UsageError(`${where}: the environment variable ${variable} that ${key} names is not set; set it or use a file.`)
  return secret(value)
}
