import { performance } from 'node:perf_hooks'
import type { Answer } from '../../sessions/postgres-session.js'
import type { PostgresFacts } from '../../sessions/postgres-facts.js'
import { textOf, type PostgresSource } from './source.js'

/** The functions and views of an extension stand in a schema of somebody's choice and have what its own version has. */
const SQL = `
  SELECT quote_ident(n.nspname) AS schema, c.relname AS view, string_agg(a.attname::text, ' ') AS columns
    FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace
    LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'v' AND starts_with(c.relname, e.extname)
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE e.extname = $1
   GROUP BY n.nspname, c.relname`

export interface Extension {
  /** Quoted, to stand in SQL. */
  readonly schema: string
  readonly has: PostgresFacts['has']
}

const extensionOf = ({ rows }: Answer): Extension | undefined => {
  const [first] = rows
  if (!first) return undefined
  const views = new Map(rows.map((row) => [textOf(row['view']), new Set(String(row['columns']).split(' '))]))
  const has: PostgresFacts['has'] = (view, columns) => columns.every((column) => views.get(view)?.has(column) === true)
  return { schema: String(first['schema']), has }
}

/** Whoever makes, updates or drops an extension waits this long for its figures to come or go. */
const KEPT_SECONDS = 60

/** Finds an extension of the database, undefined where it is not there, and uses it. */
export type UseExtension = <Result>(signal: AbortSignal, use: (extension: Extension) => Promise<Result>) => Promise<Result | undefined>

/** Looks once a minute and connection, and anew after a use that failed: the extension may have been dropped or updated. */
export const extensionFinder = ({ session }: PostgresSource, name: string): UseExtension => {
  let found: { readonly extension: Extension | undefined; readonly on: PostgresFacts; readonly at: number } | undefined
  const find = async (signal: AbortSignal): Promise<Extension | undefined> => {
    const on = await session.facts(signal)
    if (found?.on === on && performance.now() - found.at < KEPT_SECONDS * 1000) return found.extension
    const extension = extensionOf(await session.query(SQL, signal, [name]))
    found = { extension, on, at: performance.now() }
    return extension
  }
  return async (signal, use) => {
    const extension = await find(signal)
    try {
      return extension && (await use(extension))
    } catch (error) {
      found = undefined
      throw error
    }
  }
}
