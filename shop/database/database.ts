import type { Instruments } from '../../instrument/index.js'
import { instrumentPool, timeQuery } from '../../instrument/index.js'
import { Pool, type PoolClient, type QueryResult } from 'pg'
import { DatabaseUnavailableError } from '../errors.js'

/** Runs one named statement; the name is the `query` label of its timing. */
export type Query = <Row>(name: string, text: string, values?: readonly unknown[]) => Promise<readonly Row[]>

export interface Database {
  readonly query: Query
  /** Runs all statements of `run` in one transaction; an error rolls all of them back. */
  transaction<T>(run: (query: Query) => Promise<T>): Promise<T>
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])
const LOST = /^Connection terminated|^timeout exceeded when trying to connect|^Query read timeout|not queryable/

/**
 * Says whether the database is away (connection, shutdown, its own limits), in contrast to a statement that is wrong.
 * Classes of SQLSTATE: 08 connection, 53 resources, 57 operator intervention (57014 is the statement timeout).
 *
 * @example isUnavailable(Object.assign(new Error('x'), { code: '57P01' })) // true
 */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return UNREACHABLE.has(code) || /^(08|53|57)/.test(code) || LOST.test(error.message)
}

const translated = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    if (isUnavailable(error)) throw new DatabaseUnavailableError('the database does not answer', { cause: error })
    throw error
  }
}

/** Connections are few and waits short: a request that cannot be served is told so within two seconds. */
export const createPool = (connectionString: string): Pool =>
  new Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: 2000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 5000,
    query_timeout: 6000,
    application_name: 'shop',
  })

/** One connection for what happens before the first request: half a year of history, or another shop's lock, takes its time. */
export const createPatientPool = (connectionString: string): Pool =>
  new Pool({ connectionString, max: 1, connectionTimeoutMillis: 10_000, application_name: 'shop start' })

/** Runs `work` between begin and commit on a connection of its own; an error rolls back. */
export const inTransaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that is lost says so to its holder too; unheard, that would end the process.
  const onLoss = (error: Error): void => {
    broken = error
  }
  client.on('error', onLoss)
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(onLoss)
    throw error
  } finally {
    client.off('error', onLoss)
    client.release(broken)
  }
}

type Statement = () => Promise<QueryResult>

/** The statement after so many seconds of sleep inside the database. */
const slowed = async (on: Pool | PoolClient, seconds: number, run: Statement): Promise<QueryResult> => {
  if (seconds > 0) await on.query('select pg_sleep($1)', [seconds])
  return run()
}

/**
 * The pool's statements and transactions, timed by name; a database that is away becomes a DatabaseUnavailableError.
 * `delay` says how many seconds the next statement waits in the database, for a fault.
 */
export const createDatabase = (instruments: Instruments, pool: Pool, delay: () => number = () => 0): Database => {
  const timed = instrumentPool(instruments, pool, 'shop')
  const runTimed = async (name: string, text: string, values: readonly unknown[]): Promise<QueryResult> => {
    const seconds = delay()
    if (seconds === 0) return timed.query(name, text, [...values])
    return timeQuery(instruments, name, () => slowed(pool, seconds, () => pool.query(text, [...values])))
  }
  const query: Query = async <Row>(name: string, text: string, values: readonly unknown[] = []) =>
    translated(async () => (await runTimed(name, text, values)).rows as Row[])
  const transaction = <T>(run: (query: Query) => Promise<T>): Promise<T> =>
    translated(() =>
      inTransaction(pool, (client) =>
        run(
          async <Row>(name: string, text: string, values: readonly unknown[] = []) =>
            (await timeQuery(instruments, name, () => slowed(client, delay(), () => client.query(text, [...values])))).rows as Row[],
        ),
      ),
    )
  return { query, transaction }
}
