import type pg from 'pg'
import { application } from '../definition/catalogue/index.js'
import { keptWithinBudget, once } from './kept.js'
import type { Instruments } from './registry.js'
import { add, type Buckets, observe, type Scalar } from './series.js'
import { counterOf, gaugeOf } from './values.js'

/** A pool whose queries have names; the name is a label, so it is written in the code and never made of input. */
export interface InstrumentedPool {
  readonly query: <Row extends pg.QueryResultRow = pg.QueryResultRow>(
    queryName: string,
    text: string,
    values?: unknown[],
  ) => Promise<pg.QueryResult<Row>>
}

/** Rows of a result or, where a text held several statements, of all of them; 0 of anything else. */
const rowsOf = (result: unknown): number => {
  if (Array.isArray(result)) return result.reduce<number>((sum, part) => sum + rowsOf(part), 0)
  if (typeof result !== 'object' || result === null || !('rowCount' in result)) return 0
  return typeof result.rowCount === 'number' ? result.rowCount : 0
}

type Timer = <Result>(queryName: string, run: () => Promise<Result>) => Promise<Result>

interface QuerySeries {
  readonly success: () => Buckets
  readonly failure: () => Buckets
  readonly rows: () => Scalar
}

const createSeries = (instruments: Instruments): ((queryName: string) => QuerySeries) => {
  const duration = instruments.histogram(application.db_query_duration_seconds)
  const rows = instruments.scalar(application.db_query_rows_total)
  return keptWithinBudget((query) => ({
    success: once(() => duration.series({ query, outcome: 'success' })),
    failure: once(() => duration.series({ query, outcome: 'failure' })),
    rows: once(() => rows.series({ query })),
  }))
}

/** One that throws before it has begun has failed as well. */
const started = <Result>(run: () => Promise<Result>): Promise<Result> => {
  try {
    return run()
  } catch (error) {
    return Promise.reject(error)
  }
}

const createTimer = (instruments: Instruments): Timer => {
  const seriesOf = createSeries(instruments)
  return (queryName, run) => {
    const startedAt = performance.now()
    const result = started(run)
    const succeeded = (answer: unknown): void => {
      const { success, rows } = seriesOf(queryName)
      observe(success(), (performance.now() - startedAt) / 1000)
      add(rows(), rowsOf(answer))
    }
    const failed = (): void => observe(seriesOf(queryName).failure(), (performance.now() - startedAt) / 1000)
    // Beside the caller, who has the very promise of the query: a promise of our own would cost more than the timing.
    void result.then(succeeded, failed)
    return result
  }
}

const timers = new WeakMap<Instruments, Timer>()

/** One timer for all pools of these instruments and for what is timed by hand. */
const timerOf = (instruments: Instruments): Timer => {
  const known = timers.get(instruments)
  if (known !== undefined) return known
  const made = createTimer(instruments)
  timers.set(instruments, made)
  return made
}

/**
 * Times one run as a named query, by outcome, and counts the rows where it gives a result of pg. An error passes through.
 *
 * @example
 * await timeQuery(instruments, 'order insert', () => client.query('INSERT INTO orders …'))
 */
export const timeQuery = <Result>(instruments: Instruments, queryName: string, run: () => Promise<Result>): Promise<Result> =>
  timerOf(instruments)(queryName, run)

const watchPool = (instruments: Instruments, pool: pg.Pool, name: string): void => {
  const connections = gaugeOf(instruments, application.db_pool_connections)
  const most = gaugeOf(instruments, application.db_pool_max_connections)
  const waiting = gaugeOf(instruments, application.db_pool_waiting)
  instruments.beforeRender(() => {
    connections.set({ pool: name, state: 'used' }, pool.totalCount - pool.idleCount)
    connections.set({ pool: name, state: 'idle' }, pool.idleCount)
    most.set({ pool: name }, pool.options.max)
    waiting.set({ pool: name }, pool.waitingCount)
  })
  const lost = counterOf(instruments, application.db_pool_lost_connections_total)
  lost.inc({ pool: name }, 0)
  // A connection that the server closed says so, idle to the pool and in use to its holder; unheard, it ends the process.
  pool.on('connect', (client) => client.on('error', () => lost.inc({ pool: name })))
  pool.on('error', () => undefined)
}

/**
 * Times the queries of a pool by name and shows how full it is, read when Prometheus asks.
 *
 * @example
 * const database = instrumentPool(instruments, pool, 'shop')
 * await database.query('product by id', 'SELECT * FROM products WHERE id = $1', [17])
 */
export const instrumentPool = (instruments: Instruments, pool: pg.Pool, name: string): InstrumentedPool => {
  watchPool(instruments, pool, name)
  const time = timerOf(instruments)
  return Object.freeze({
    query: <Row extends pg.QueryResultRow>(queryName: string, text: string, values?: unknown[]) =>
      time(queryName, () => pool.query<Row>(text, values)),
  })
}
