/** What a database holds, told by numbers that a restored copy must have too. */
import type { Client } from 'pg'
import { firstRow } from './server.js'

export interface Contents {
  readonly tables: number
  /** Rows of the largest tables, by their quoted names. */
  readonly rows: Readonly<Record<string, number>>
}

/** Counting reads a table whole; these are enough to see that the data came along. */
const COUNTED_TABLES = 10
const LISTED_TABLES = 10_000

/** Tables of people, neither of the server nor of an extension, which a restored copy may have to do without. */
const TABLES = `
SELECT format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r'
   AND c.relpersistence <> 't'
   AND n.nspname <> 'information_schema'
   AND n.nspname !~ '^pg_'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY c.reltuples DESC, name
 LIMIT ${LISTED_TABLES}`

const tablesOf = async (client: Client): Promise<readonly string[]> =>
  (await client.query<{ readonly name: string }>(TABLES)).rows.map(({ name }) => name)

/** Names come quoted from the server itself. */
const rowsOf = async (client: Client, tables: readonly string[]): Promise<Readonly<Record<string, number>>> => {
  const counted: Record<string, number> = {}
  for (const table of tables) {
    const { rows } = await firstRow<{ readonly rows: string }>(client, `SELECT count(*) AS rows FROM ONLY ${table}`)
    counted[table] = Number(rows)
  }
  return counted
}

/** What the database holds, seen by the transaction that the client is in. */
export const contentsOf = async (client: Client): Promise<Contents> => {
  const tables = await tablesOf(client)
  return { tables: tables.length, rows: await rowsOf(client, tables.slice(0, COUNTED_TABLES)) }
}

/** The first difference between a restored copy and what was backed up, as part of a sentence; undefined where there is none. */
export const differenceTo = async (client: Client, expected: Contents): Promise<string | undefined> => {
  const tables = await tablesOf(client)
  if (tables.length !== expected.tables) return `${tables.length} tables were restored of ${expected.tables}`
  const names = Object.keys(expected.rows)
  const missing = names.find((name) => !tables.includes(name))
  if (missing !== undefined) return `the table ${missing} was not restored`
  const rows = await rowsOf(client, names)
  const wrong = names.find((name) => rows[name] !== expected.rows[name])
  return wrong === undefined ? undefined : `${rows[wrong]} rows of ${wrong} were restored of ${expected.rows[wrong]}`
}

const isContents = (value: unknown): value is Contents =>
  typeof value === 'object' &&
  value !== null &&
  'tables' in value &&
  Number.isInteger(value.tables) &&
  'rows' in value &&
  typeof value.rows === 'object' &&
  value.rows !== null &&
  Object.values(value.rows).every(Number.isInteger)

/** Contents as they were written beside a backup; undefined where the text is none. */
export const contentsIn = (text: string): Contents | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isContents(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** @example wordsFor({ tables: 2, rows: { 'public.orders': 3 } }) // '2 tables, 3 rows in the largest 1' */
export const wordsFor = ({ tables, rows }: Contents): string =>
  `${tables} tables, ${Object.values(rows).reduce((sum, count) => sum + count, 0)} rows in the largest ${Object.keys(rows).length}`
