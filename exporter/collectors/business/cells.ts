/** What stands in a row, as the text of a label or as a value. */
import { createHash } from 'node:crypto'

/** A label is a name and no document. */
const LONGEST_LABEL = 256
const DIGEST_LETTERS = 12

/** Cut where no letter is torn, and with a digest, so that texts that begin alike stay different. */
const cut = (text: string): string => {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LETTERS)
  const beginning = text.slice(0, LONGEST_LABEL - DIGEST_LETTERS - 1).replace(/[\ud800-\udbff]$/, '')
  return `${beginning}…${digest}`
}

const asText = (value: unknown): string => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString()
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}` // as PostgreSQL writes it
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The text of a label; nothing for NULL. */
export const labelText = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  const text = asText(value)
  return text.length > LONGEST_LABEL ? cut(text) : text
}

/** As PostgreSQL writes numeric, bigint and float. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const WORDS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])

/**
 * The number of a column; undefined for NULL, which drops its sample.
 *
 * @throws Error for what is no number, however JavaScript would read it: an empty text is not 0.
 */
export const numberOf = (value: unknown, column: string): number | undefined => {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') {
    const word = WORDS.get(value)
    if (word !== undefined) return word
    if (NUMBER.test(value)) return Number(value)
  }
  throw new Error(`the column "${column}" gives what is no number; cast it in the SQL`)
}
