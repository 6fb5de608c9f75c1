import type { ErrorObject } from 'ajv'
import { nearest } from './nearest.js'
import { showPath, type Path } from './path.js'

export interface Places {
  readonly where: (path: Path) => string
  readonly line: (path: Path) => number
  /** Whether the value came out of an environment variable and so may be secret. */
  readonly isExpanded: (path: Path) => boolean
}

interface Mistake {
  readonly path: Path
  readonly sentence: string
}

interface Details {
  readonly error: ErrorObject
  readonly path: Path
  readonly name: string
  readonly shown: string
}

const pathOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
}

const described = (error: ErrorObject): string | undefined => (error.parentSchema as { description?: string } | undefined)?.description

type Wish = (parameters: Readonly<Record<string, unknown>>, error: ErrorObject) => string

const WISHES: Readonly<Record<string, Wish>> = {
  type: ({ type }, error) => described(error) ?? KINDS[String(type)] ?? String(type),
  enum: ({ allowedValues }) => `one of ${(allowedValues as readonly unknown[]).join(', ')}`,
  pattern: ({ pattern }, error) => described(error) ?? `text that matches ${String(pattern)}`,
  minimum: ({ limit }) => `a number of at least ${String(limit)}`,
  maximum: ({ limit }) => `a number of at most ${String(limit)}`,
  minItems: () => 'a list that is not empty',
  minProperties: () => 'at least one key',
  minLength: () => 'text that is not empty',
}

const wanted = (error: ErrorObject): string => {
  const wish = WISHES[error.keyword]
  if (wish) return wish(error.params, error)
  return described(error) ?? (error.message ?? 'another value').replace(/^must (be|have|NOT have) /, '')
}

const unknownKey = ({ error, path }: Details): Mistake => {
  const key = String((error.params as { additionalProperty: unknown }).additionalProperty)
  const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {})
  const meant = nearest(key, known)
  const remedy = meant ? `write "${meant}"` : `use one of ${known.join(', ')}`
  return { path: [...path, key], sentence: `"${showPath([...path, key])}" is no key that is known here; ${remedy}.` }
}

const missingKey = ({ error, path, name }: Details): Mistake => {
  const key = String((error.params as { missingProperty: unknown }).missingProperty)
  return { path, sentence: `${name} has no key "${key}"; add it.` }
}

/** Keys whose value may hold a password when somebody writes it there. */
const SECRET_KEY = /url|password|token|secret/

const shownValue = (value: unknown, hidden: boolean): string => {
  if (hidden) return 'not what is wanted'
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a group of keys'
  const text = JSON.stringify(value)
  return text.length > 40 ? `${text.slice(0, 37)}…"` : text
}

const mistakeOf = (error: ErrorObject, places: Places): Mistake => {
  const path = pathOf(error.instancePath)
  const details: Details = {
    error,
    path,
    name: showPath(path) || 'the file',
    shown: shownValue(error.data, places.isExpanded(path) || SECRET_KEY.test(showPath(path))),
  }
  if (error.keyword === 'additionalProperties') return unknownKey(details)
  if (error.keyword === 'required') return missingKey(details)
  return { path, sentence: `${details.name} is ${details.shown}; write ${wanted(error)}.` }
}

/** The mistake that stands first in the file, as one sentence; a value from an environment variable is not shown. */
export const firstMistake = (errors: readonly ErrorObject[], places: Places): string => {
  const mistakes = errors.map((error) => mistakeOf(error, places)).sort((a, b) => places.line(a.path) - places.line(b.path))
  const [first] = mistakes
  return first ? `${places.where(first.path)}: ${first.sentence}` : 'the file does not match its schema; compare it with the example.'
}
