import { UsageError } from '../../../configuration/index.js'
import type { BusinessQuery, QueryMetric } from '../../settings/settings.js'
import type { Column } from '../../sessions/postgres-session.js'
import { OPENING, type Reader } from './reader.js'

const NUMERIC_TYPES: ReadonlySet<number> = new Set([16, 20, 21, 23, 26, 700, 701, 1700])

/** What a date is as a number is for the query to say. */
const REMEDIES: Readonly<Record<number, (column: string) => string>> = {
  1082: (column) => `write extract(epoch FROM ${column})`,
  1114: (column) => `write extract(epoch FROM ${column})`,
  1184: (column) => `write extract(epoch FROM ${column})`,
  1186: (column) => `write extract(epoch FROM ${column})`,
  790: (column) => `write ${column}::numeric`,
}

interface ServerError extends Error {
  readonly code: string
  readonly position?: string
  readonly hint?: string
}

const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code)) && 'severity' in error

/**
 * What the SQL itself is to blame for: syntax, names, types, rights and values, and writing. A table that is not there
 * is not among them, for the application may not have made it yet.
 */
const isMistake = ({ code }: ServerError): boolean => {
  if (code === '42P01' || code === '3F000') return false
  return code.startsWith('42') || code.startsWith('22') || code.startsWith('0A') || code === '25006'
}

const lineOf = (query: BusinessQuery, position: string | undefined): number => {
  const at = Number(position ?? 0) - 1 - OPENING.length
  return Math.min(query.sql.slice(0, Math.max(0, at)).split('\n').length, query.sql.trimEnd().split('\n').length) - 1
}

const asSentence = (query: BusinessQuery, error: ServerError): UsageError => {
  const where = query.whereLine(lineOf(query, error.position))
  const remedy = error.code === '42501' ? 'mend the SQL or grant the right' : 'mend the SQL'
  const hint = error.hint ? ` (${error.hint.replace(/\.$/, '')})` : ''
  return new UsageError(`${where}: PostgreSQL refuses the query "${query.name}": ${error.message}${hint}; ${remedy}.`)
}

const checkColumn = (query: BusinessQuery, { column, where }: QueryMetric, columns: readonly Column[]): void => {
  const found = columns.find(({ name }) => name === column)
  const known = columns.map(({ name }) => name).join(', ')
  if (!found) throw new UsageError(`${where}: the query "${query.name}" gives no column "${column}"; use one of ${known}.`)
  if (NUMERIC_TYPES.has(found.dataTypeID)) return
  const remedy = REMEDIES[found.dataTypeID]?.(column) ?? 'give a numeric column'
  throw new UsageError(`${where}: the column "${column}" of the query "${query.name}" is no number; ${remedy}.`)
}

const checkColumns = (query: BusinessQuery, columns: readonly Column[]): void => {
  for (const metric of query.metrics) {
    checkColumn(query, metric, columns)
    for (const [label, column] of Object.entries(metric.labels)) {
      if (columns.some(({ name }) => name === column)) continue
      const known = columns.map(({ name }) => name).join(', ')
      throw new UsageError(
        `${metric.where}: the query "${query.name}" gives no column "${column}" for the label ${label}; name one of ${known} in labels.`,
      )
    }
  }
}

/**
 * Lets the server plan a query without running it, and checks that it gives the columns that its metrics need.
 *
 * @throws UsageError where the query is to blame; the source's own error where the source is.
 */
export const prepareQuery = async (query: BusinessQuery, reader: Reader, signal: AbortSignal): Promise<void> => {
  try {
    const { fields } = await reader.read(query.sql, { rows: 0, seconds: query.timeoutSeconds }, signal)
    checkColumns(query, fields)
  } catch (error) {
    throw isServerError(error) && isMistake(error) ? asSentence(query, error) : error
  }
}
