/**
 * @module What stands in the application's database, read by the SQL of the configuration file.
 */
import { performance } from 'node:perf_hooks'
import { exporterSelf } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import { openPostgres, type Answer } from '../../sessions/postgres-session.js'
import type { BusinessQuery, Settings } from '../../settings/settings.js'
import { inTurns, type Source } from '../../source.js'
import { labelText, numberOf } from './cells.js'
import { prepareQuery } from './prepare.js'
import { createReader, type Reader } from './reader.js'

type Row = Answer['rows'][number]

/** Scrapes come a little early or late; without this, an interval of 30 s would be 30 and 45 by turns. */
const TOLERANCE = 0.9

const writeRow = (into: Writer, { metrics }: BusinessQuery, row: Row): void => {
  for (const { metric, column, labels } of metrics) {
    const values = Object.fromEntries(Object.entries(labels).map(([label, from]) => [label, labelText(row[from])]))
    into.set(metric, values, numberOf(row[column], column))
  }
}

const read = async (
  { name, sql, rowLimit, timeoutSeconds }: BusinessQuery,
  reader: Reader,
  signal: AbortSignal,
): Promise<readonly Row[]> => {
  const { rows } = await reader.read(sql, { rows: rowLimit + 1, seconds: timeoutSeconds }, signal)
  if (rows.length > rowLimit) throw new Error(`the query "${name}" gives more than ${rowLimit} rows; aggregate them or raise row_limit`)
  return rows
}

/** One collector a query. Rows are kept for the query's interval and dropped as soon as reading them anew fails. */
export const businessCollector = (query: BusinessQuery, reader: Reader): Collector => {
  let rows: readonly Row[] | undefined
  let readAt: number | undefined
  const ageSeconds = (): number | undefined => (readAt === undefined ? undefined : (performance.now() - readAt) / 1000)
  const labels = { query: query.name, target: query.target }
  const isFresh = () => rows !== undefined && (ageSeconds() ?? Infinity) < query.intervalSeconds * TOLERANCE

  const refresh = async (signal: AbortSignal): Promise<readonly Row[]> => {
    rows = undefined
    const fresh = await read(query, reader, signal)
    readAt = performance.now()
    rows = fresh
    return fresh
  }
  return {
    name: `sql_${query.name}`,
    target: query.target,
    collect: async (into, signal) => {
      const current = isFresh() && rows ? rows : await refresh(signal)
      for (const row of current) writeRow(into, query, row)
      into.set(exporterSelf.plimsoll_query_cache_age_seconds, labels, ageSeconds())
    },
    collectFailed: (into) => into.set(exporterSelf.plimsoll_query_cache_age_seconds, labels, ageSeconds()),
  }
}

const isUsageError = (error: unknown): boolean => error instanceof Error && error.name === 'UsageError'

const preparation =
  (queries: readonly BusinessQuery[], reader: Reader): NonNullable<Source['prepare']> =>
  async (signal, onUnready) => {
    for (const query of queries) {
      try {
        await prepareQuery(query, reader, signal)
      } catch (error) {
        if (isUsageError(error)) throw error
        onUnready(query, error)
      }
    }
  }

/** A connection of its own a server that queries read from, so that a slow query delays no other collector. */
export const businessSources = ({ postgres, queries }: Settings): readonly Source[] =>
  postgres.flatMap(({ name, url }) => {
    const asked = queries.filter(({ target }) => target === name)
    if (asked.length === 0) return []
    const session = openPostgres({ url, applicationName: 'plimsoll_exporter_sql' })
    const reader = createReader(session)
    const collectors = inTurns(asked.map((query) => businessCollector(query, reader)))
    return [{ collectors, prepare: preparation(asked, reader), close: session.close }]
  })
