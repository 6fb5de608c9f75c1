import type { PostgresSession } from '../../sessions/postgres-session.js'

/** What the collectors of one server share: its name on the page and the one connection. */
export interface PostgresSource {
  readonly target: string
  readonly session: PostgresSession
}

/** A number as pg gives it: bigint and numeric come as text, NULL stays NULL and is not written. */
export const numberOf = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value))
export const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
