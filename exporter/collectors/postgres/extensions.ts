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

/** An extension of the database, undefined where it is not there. Asked each time: it may be made or updated any time. */
export const findExtension = async ({ session }: PostgresSource, name: string, signal: AbortSignal): Promise<Extension | undefined> =>
  extensionOf(await session.query(SQL, signal, [name]))
