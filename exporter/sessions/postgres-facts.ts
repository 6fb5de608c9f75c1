import type { Answer } from './postgres-session.js'

/** What a server has, read once a connection: it stays so until the server is started anew. */
export interface PostgresFacts {
  /** `server_version_num`, such as 150018. */
  readonly version: number
  /** The database that the connection is in. */
  readonly database: string
  /** Whether a view of the catalogue has all these columns; a view that is not there has none. */
  readonly has: (view: string, columns: readonly string[]) => boolean
}

export const FACTS_SQL = `
  SELECT current_setting('server_version_num')::int AS version, current_database() AS database, c.relname AS view, string_agg(a.attname::text, ' ') AS columns
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.relnamespace = 'pg_catalog'::regnamespace
     AND c.relkind = 'v'
     AND (c.relname LIKE 'pg\\_stat%' OR c.relname = 'pg_replication_slots')
   GROUP BY c.relname`

/** Columns are believed and not versions: a fork or a beta has what it has. */
export const factsOf = ({ rows }: Answer): PostgresFacts => {
  const views = new Map(rows.map((row) => [String(row['view']), new Set(String(row['columns']).split(' '))]))
  const has = (view: string, columns: readonly string[]): boolean => {
    const known = views.get(view)
    return known !== undefined && columns.every((column) => known.has(column))
  }
  return { version: Number(rows[0]?.['version'] ?? 0), database: String(rows[0]?.['database'] ?? ''), has }
}
