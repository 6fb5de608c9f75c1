import type { Answer, PostgresSession } from '../../sessions/postgres-session.js'
import { createTurns } from '../../sessions/turns.js'

/** Runs people's SQL one after the other on the second connection of a target. */
export interface Reader {
  /** At most `rows` rows; the server gives up after `seconds`. */
  readonly read: (sql: string, limits: { readonly rows: number; readonly seconds: number }, signal: AbortSignal) => Promise<Answer>
}

/** Stands before the SQL on a line of its own, so that an error's position can be led back to the file. */
export const OPENING = 'SELECT * FROM (\n'

/** The SQL as a part of a query, where nothing but a SELECT can stand. */
const bounded = (sql: string, rows: number): string => `${OPENING}${sql}\n) AS business LIMIT ${rows}`

export const createReader = (session: PostgresSession): Reader => {
  const transaction = async (sql: string, seconds: number, signal: AbortSignal): Promise<Answer> => {
    await session.query('BEGIN TRANSACTION READ ONLY', signal)
    try {
      await session.query(`SET LOCAL statement_timeout = ${Math.ceil(seconds * 1000)}`, signal)
      return await session.query(sql, signal)
    } finally {
      // A connection that broke has ended its transaction; the error that matters is on its way already.
      await session.query('ROLLBACK', signal).catch(() => {})
    }
  }

  const inTurn = createTurns() // a transaction is one reader's alone
  return { read: (sql, { rows, seconds }, signal) => inTurn(() => transaction(bounded(sql, rows), seconds, signal)) }
}
