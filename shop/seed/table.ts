import type { PoolClient } from 'pg'

/** Rows a statement; keeps its parameters under a few megabytes. */
const CHUNK = 10_000

type Value = string | number | Date | null

/** Each column with its type in the database and what a row puts there. */
export type Columns<Row> = Readonly<Record<string, readonly [type: string, of: (row: Row) => Value]>>

const textOf = (value: Value): string => {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return String(value)
  return value instanceof Date ? value.toISOString() : `"${value.replaceAll(/["\\]/g, '\\$&')}"`
}

/** An array as PostgreSQL reads it from text; the driver's own way to it takes several times as long. */
const arrayOf = (values: readonly Value[]): string => `{${values.map(textOf).join(',')}}`

/**
 * Puts rows into a table, a column an array: nearly as fast as COPY and still one ordinary statement. The next rows are
 * written out while the database takes the last. `table` and `columns` are the seed's own words, never a visitor's.
 *
 * @example
 * await insertRows(client, 'categories', { slug: ['text', ({ slug }) => slug], title: ['text', ({ title }) => title] }, rows)
 */
export const insertRows = async <Row>(client: PoolClient, table: string, columns: Columns<Row>, rows: readonly Row[]): Promise<void> => {
  const entries = Object.values(columns)
  const arrays = entries.map(([type], index) => `$${index + 1}::${type}[]`)
  const statement = `insert into ${table} (${Object.keys(columns).join(', ')}) select * from unnest(${arrays.join(', ')})`
  let underWay: Promise<unknown> = Promise.resolve()
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const values = entries.map(([, of]) => arrayOf(chunk.map(of)))
    await underWay
    underWay = client.query(statement, values)
    // Heard here too, for a failure may come while the next rows are written out.
    underWay.catch(() => undefined)
  }
  await underWay
}
