import type { PostgresSession } from '../../sessions/postgres-session.js'
import type { PostgresOptions } from '../../settings/postgres.js'

/** What the collectors of one server share: its name on the page, the one connection and what is wanted of it. */
export interface PostgresSource {
  readonly target: string
  readonly session: PostgresSession
  readonly options: PostgresOptions
}

/** A number as pg gives it: bigint and numeric come as text, NULL stays NULL and is not written. */
export const numberOf = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value))

/** Words of our own as an array in SQL; nothing in them needs to be escaped. */
export const textsOf = (words: readonly string[]): string => `ARRAY[${words.map((word) => `'${word}'`).join(', ')}]`

/** A label is a name and no document; what is longer is cut. */
const LONGEST_LABEL = 256
export const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value).slice(0, LONGEST_LABEL))
