/** The head of a family, as HELP and TYPE say it. */
export interface Head {
  readonly name: string
  readonly help: string
  readonly kind: string
}

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' }
/** Halves of a letter all become the same one on the page, so they must be the same in a key too. */
const LONE_HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const isLatin = (text: string): boolean => /^[\0-\u02ff]*$/.test(text)
/** The text as UTF-8 can say it: a half of a letter that stands alone becomes U+FFFD. */
export const wellFormed = (text: string): string => (isLatin(text) ? text : text.replace(LONE_HALVES, '\ufffd'))
const escapeLabel = (text: string): string => wellFormed(text).replace(/[\\\n"]/g, (letter) => ESCAPES[letter] ?? letter)
const escapeHelp = (text: string): string => text.replace(/[\\\n]/g, (letter) => ESCAPES[letter] ?? letter)

/**
 * `name{label="value",…}`: what stands before the value, and the key of the series. Two different series never share
 * a key, because a quote inside a value is escaped and the quote that closes it is not.
 *
 * @example
 * seriesKey('pg_up', ['target'], { target: 'shop' })   // 'pg_up{target="shop"}'
 */
export const seriesKey = (name: string, labelNames: readonly string[], labels: Readonly<Record<string, string>>): string => {
  let pairs = ''
  for (const label of labelNames) pairs += `${pairs === '' ? '{' : ','}${label}="${escapeLabel(String(labels[label] ?? ''))}"`
  return pairs === '' ? name : `${name}${pairs}}`
}

/** A value as text format 0.0.4 writes it: the shortest decimal that reads back as the same number. */
export const showValue = (value: number): string => {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

/** HELP and TYPE, each with its line end. */
export const headText = ({ name, help, kind }: Head): string => `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${kind}\n`
