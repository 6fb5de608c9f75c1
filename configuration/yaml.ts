import { Ajv, type ValidateFunction } from 'ajv'
import { isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { Document, Scalar } from 'yaml'
import { expandEnvironment } from './environment.js'
import type { Environment } from './environment.js'
import { UsageError } from './errors.js'
import { firstMistake } from './mistakes.js'
import { offsetOf, type Path } from './path.js'
import type { Schema } from './schema.js'

const MAXIMUM_CHARACTERS = 1_000_000
const MAXIMUM_ALIASES = 100

export interface YamlSource<T> {
  /** Name of the file as errors show it. */
  readonly file: string
  readonly schema: Schema<T>
  /** Where `${NAME}` is looked up; without it `${` is plain text. */
  readonly environment?: Environment
}

export interface LocatedYaml<T> {
  readonly value: T
  /** Place of a key as `file:line`; of the nearest parent where the key itself is not written. */
  readonly where: (path: Path) => string
  /** Place of a line (from 0) inside a text that is written as a block after `|`; of the key for any other text. */
  readonly whereLine: (path: Path, line: number) => string
}

interface Parsed {
  readonly document: Document
  readonly lineAt: (offset: number) => number
}

const parse = (text: string, file: string): Parsed => {
  if (text.length > MAXIMUM_CHARACTERS) throw new UsageError(`${file}: the file is larger than 1 MB; split it.`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => lines.linePos(offset).line || 1
  const [error] = document.errors
  if (error) {
    const sentence = error.message.replace(/\.$/, '').replace(/\s+/g, ' ')
    throw new UsageError(`${file}:${lineAt(error.pos[0])}: the YAML cannot be read (${sentence}); mend the line or the one before it.`)
  }
  return { document, lineAt }
}

/** A plain `${PORT}` is read as YAML reads a plain word, so that a number stays a number; quotes keep it a string. */
const retyped = (text: string): string | number | boolean => {
  if (/^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text)
  return text === 'true' ? true : text === 'false' ? false : text
}

const expand = ({ document, lineAt }: Parsed, file: string, environment: Environment): ReadonlySet<Scalar> => {
  const expanded = new Set<Scalar>()
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return
      const text = expandEnvironment(node.value, environment, `${file}:${lineAt(node.range?.[0] ?? 0)}`)
      node.value = node.type === 'PLAIN' ? retyped(text) : text
      expanded.add(node)
    },
  })
  return expanded
}

/** The document as plain data. An alias that names nothing, or aliases that multiply, only show here. */
const plainValue = ({ document, lineAt }: Parsed, file: string): unknown => {
  try {
    return document.toJS({ maxAliasCount: MAXIMUM_ALIASES })
  } catch (error) {
    let line = 1
    visit(document, {
      Alias: (_key, node) => {
        line = lineAt(node.range?.[0] ?? 0)
        return visit.BREAK
      },
    })
    const reason = error instanceof Error ? error.message.split(' (')[0] : String(error)
    throw new UsageError(`${file}:${line}: an alias cannot be used (${reason}); write its value out.`, { cause: error })
  }
}

const validators = new WeakMap<object, ValidateFunction>()

/** Compiling a schema takes as long as reading a hundred files. */
const validatorOf = <T>(schema: Schema<T>): ValidateFunction<T> => {
  const known = validators.get(schema) as ValidateFunction<T> | undefined
  if (known) return known
  const made = new Ajv({ allErrors: true, strict: false, verbose: true }).compile<T>(schema)
  validators.set(schema, made)
  return made
}

/**
 * Reads YAML, puts environment variables in and checks it, keeping the lines for later errors.
 *
 * @throws UsageError, one sentence with file, line, key and remedy, for the first mistake.
 */
export const parseLocatedYaml = <T>(text: string, { file, schema, environment }: YamlSource<T>): LocatedYaml<T> => {
  const parsed = parse(text, file)
  const { document, lineAt } = parsed
  const expanded = environment ? expand(parsed, file, environment) : new Set<Scalar>()
  const place = offsetOf(document)
  const where = (path: Path) => `${file}:${lineAt(place(path))}`
  const whereLine = (path: Path, line: number) => {
    const node = document.getIn(path, true)
    if (!isScalar(node) || node.type !== 'BLOCK_LITERAL' || !node.range) return where(path)
    return `${file}:${lineAt(node.range[0]) + 1 + line}`
  }
  const value = plainValue(parsed, file)
  const check = validatorOf(schema)
  if (check(value)) return { value, where, whereLine }
  const isExpanded = (path: Path) => expanded.has(document.getIn(path, true) as Scalar)
  throw new UsageError(firstMistake(check.errors ?? [], { where, line: (path) => lineAt(place(path)), isExpanded }))
}

/**
 * Reads YAML and checks it against a schema.
 *
 * @throws UsageError, one sentence with file, line, key and remedy, for the first mistake.
 * @example
 * parseYaml('port: 80', { file: 'site.yaml', schema: schemaOf({ type: 'object', properties: { port: { type: 'integer' } } }) })
 */
export const parseYaml = <T>(text: string, source: YamlSource<T>): T => parseLocatedYaml(text, source).value
