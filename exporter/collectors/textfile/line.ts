import type { FamilyKind } from '../../exposition/buffer.js'

export interface TextSample {
  readonly name: string
  /** In alphabetical order; a label that says nothing is left away, as Prometheus does. */
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export type TextLine =
  | { readonly is: 'help'; readonly name: string; readonly text: string }
  | { readonly is: 'type'; readonly name: string; readonly kind: FamilyKind }
  | ({ readonly is: 'sample' } & TextSample)
  | { readonly is: 'nothing' }

const NOTHING: TextLine = { is: 'nothing' }
const KINDS: ReadonlySet<string> = new Set<FamilyKind>(['counter', 'gauge', 'histogram', 'summary', 'untyped'])
const MAXIMUM_LABELS = 64
const MAXIMUM_NAME = 500
const MAXIMUM_VALUE = 4000

const isKind = (word: string): word is FamilyKind => KINDS.has(word)

/** Takes what a pattern with the flag `y` matches at the place; undefined where it does not. */
const taken = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

const BLANKS = /[ \t]*/y
const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y
const WORD = /[^ \t]+/y

const skip = (text: string, at: number): number => at + (taken(BLANKS, text, at)?.length ?? 0)

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', '"': '"' }

/** Reads a quoted value whose opening quote stands at the place. */
const readQuoted = (text: string, opening: number): { readonly value: string; readonly end: number } => {
  let value = ''
  let at = opening + 1
  for (;;) {
    const letter = text[at]
    if (letter === undefined) throw new Error('a label has no closing quote')
    if (letter === '"') return { value, end: at + 1 }
    if (letter === '\\') {
      const meant = ESCAPED[text[at + 1] ?? '']
      if (meant === undefined) throw new Error('a label has a backslash before another letter than \\, " or n')
      value += meant
      at += 2
    } else {
      value += letter
      at += 1
    }
    if (value.length > MAXIMUM_VALUE) throw new Error(`a label is longer than ${MAXIMUM_VALUE} letters`)
  }
}

const readLabel = (text: string, start: number): { readonly name: string; readonly value: string; readonly end: number } => {
  const name = taken(LABEL_NAME, text, start)
  if (name === undefined || name.length > MAXIMUM_NAME) throw new Error('a label has no valid name')
  if (name === '__name__') throw new Error('__name__ is no label of a sample')
  const equals = skip(text, start + name.length)
  const quote = skip(text, equals + 1)
  if (text[equals] !== '=' || text[quote] !== '"') throw new Error(`label ${name} has no quoted value`)
  return { name, ...readQuoted(text, quote) }
}

/** Reads the labels whose brace stands at the place. */
const readLabels = (text: string, brace: number): { readonly labels: Readonly<Record<string, string>>; readonly end: number } => {
  const found = new Map<string, string>()
  let at = skip(text, brace + 1)
  while (text[at] !== '}') {
    const { name, value, end } = readLabel(text, at)
    if (found.has(name)) throw new Error(`label ${name} stands twice`)
    if (found.size >= MAXIMUM_LABELS) throw new Error(`there are more than ${MAXIMUM_LABELS} labels`)
    found.set(name, value)
    at = skip(text, end)
    if (text[at] === ',') at = skip(text, at + 1)
    else if (text[at] !== '}') throw new Error(`no comma follows label ${name}`)
  }
  const stated = [...found].filter(([, value]) => value !== '').sort(([one], [other]) => (one < other ? -1 : 1))
  return { labels: Object.fromEntries(stated), end: at + 1 }
}

/** Reads a number as Go does in a text of metrics: no hexadecimal digits, no underscores, nothing beyond a double. */
export const readNumber = (word: string): number => {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) {
    const value = Number(word)
    if (Number.isFinite(value)) return value
  }
  if (/^\+?inf(inity)?$/i.test(word)) return Infinity
  if (/^-inf(inity)?$/i.test(word)) return -Infinity
  if (/^nan$/i.test(word)) return Number.NaN
  throw new Error('a value is no number')
}

const readSample = (text: string, start: number): TextLine => {
  const name = taken(METRIC_NAME, text, start)
  if (name === undefined || name.length > MAXIMUM_NAME) throw new Error('a sample has no valid name')
  const after = skip(text, start + name.length)
  const { labels, end } = text[after] === '{' ? readLabels(text, after) : { labels: {}, end: after }
  if (end === start + name.length) throw new Error(`${name} has no value`)
  const word = taken(WORD, text, skip(text, end))
  if (word === undefined) throw new Error(`${name} has no value`)
  const value = readNumber(word)
  if (skip(text, skip(text, end) + word.length) < text.length) throw new Error(`${name} has a timestamp, which is not supported`)
  return { is: 'sample', name, labels, value }
}

const readHelp = (name: string, text: string): TextLine => {
  const help = text.replace(/\\(.?)/g, (_, letter: string) => {
    const meant = letter === '"' ? undefined : ESCAPED[letter]
    if (meant === undefined) throw new Error(`the help of ${name} has a backslash before another letter than \\ or n`)
    return meant
  })
  return { is: 'help', name, text: help.slice(0, MAXIMUM_VALUE) }
}

const readComment = (text: string): TextLine => {
  const [, word, rest = ''] = /^#[ \t]*(HELP|TYPE)[ \t]+(.*)$/.exec(text) ?? []
  if (!word) return NOTHING
  const name = taken(METRIC_NAME, rest, 0)
  const after = rest.slice(name?.length ?? 0)
  if (name === undefined || name.length > MAXIMUM_NAME || (after !== '' && !/^[ \t]/.test(after)))
    throw new Error(`${word} names no metric`)
  const said = after.slice(skip(after, 0))
  if (word === 'HELP') return readHelp(name, said)
  const kind = said.trim().toLowerCase()
  if (!isKind(kind)) throw new Error(`${name} has a type that is none`)
  return { is: 'type', name, kind }
}

/**
 * Reads one line of text format 0.0.4, strictly.
 *
 * @throws Error that says what is wrong, without the place.
 */
export const readLine = (line: string): TextLine => {
  const start = skip(line, 0)
  if (start >= line.length) return NOTHING
  return line[start] === '#' ? readComment(line.slice(start)) : readSample(line, start)
}
