import type { FamilyHead } from './buffer.js'

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' }
const escapeLabel = (text: string): string => text.replace(/[\\\n"]/g, (letter) => ESCAPES[letter] ?? letter)
const escapeHelp = (text: string): string => text.replace(/[\\\n]/g, (letter) => ESCAPES[letter] ?? letter)

/**
 * `name{label="value",…}`: what stands before the value, and the key of the series. Two different series never share
 * a key, because a quote inside a value is escaped and the quote that closes it is not.
 *
 * @example
 * seriesKey('pg_up', ['target'], { target: 'shop' })   // 'pg_up{target="shop"}'
 */
export const seriesKey = (name: string, labelNames: readonly string[], labels: Readonly<Record<string, string>>): string => {
  if (labelNames.length === 0) return name
  return `${name}{${labelNames.map((label) => `${label}="${escapeLabel(labels[label] ?? '')}"`).join(',')}}`
}

/** A value as text format 0.0.4 writes it. */
export const showValue = (value: number): string => {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

/** A whole family: HELP, TYPE and a line a series. */
export const familyText = ({ name, help, kind }: FamilyHead, series: Iterable<readonly [key: string, value: number]>): string => {
  let text = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${kind}\n`
  for (const [key, value] of series) text += `${key} ${showValue(value)}\n`
  return text
}
