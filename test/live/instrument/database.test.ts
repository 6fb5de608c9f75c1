import { Pool } from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createInstruments, instrumentPool, timeQuery } from '../../../instrument/index.js'
import { type Postgres, startPostgres } from '../../support/services.js'
import { eventually, samples } from '../../unit/instrument/support.js'

let postgres: Postgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

const watched = (max = 3) => {
  const instruments = createInstruments()
  const pool = new Pool({ connectionString: postgres.url, max, connectionTimeoutMillis: 3000 })
  onTestFinished(() => pool.end())
  return { instruments, pool, database: instrumentPool(instruments, pool, 'shop') }
}

test('a query is timed by name and outcome, and its rows are counted', async () => {
  const { instruments, database } = watched()
  const result = await database.query<{ n: number }>('numbers', 'SELECT generate_series(1, $1::int) AS n', [4])
  expect(result.rows.map(({ n }) => n)).toEqual([1, 2, 3, 4])
  await database.query('wait', 'SELECT pg_sleep(0.06)')
  await expect(database.query('broken', 'SELECT * FROM nothing')).rejects.toThrow('relation "nothing" does not exist')
  await timeQuery(instruments, 'two at once', () => database.query('two', 'SELECT 1; SELECT 2'))
  const all = await samples(instruments)
  expect(all.get('db_query_duration_seconds_count{query="numbers",outcome="success"}')).toBe(1)
  expect(all.get('db_query_rows_total{query="numbers"}')).toBe(4)
  expect(all.get('db_query_duration_seconds_bucket{query="wait",outcome="success",le="0.05"}')).toBe(0)
  expect(all.get('db_query_duration_seconds_sum{query="wait",outcome="success"}')).toBeGreaterThan(0.055)
  expect(all.get('db_query_duration_seconds_count{query="broken",outcome="failure"}')).toBe(1)
  expect(all.get('db_query_duration_seconds_count{query="broken",outcome="success"}')).toBeUndefined()
  expect(all.get('db_query_rows_total{query="two at once"}')).toBe(2)
})

test('the gauges show the pool as it is when it is asked', async () => {
  const { instruments, pool } = watched(3)
  const at = async () => {
    const all = await samples(instruments)
    return [
      all.get('db_pool_connections{pool="shop",state="used"}'),
      all.get('db_pool_connections{pool="shop",state="idle"}'),
      all.get('db_pool_max_connections{pool="shop"}'),
      all.get('db_pool_waiting{pool="shop"}'),
    ]
  }
  expect(await at()).toEqual([0, 0, 3, 0])
  const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()])
  const late = [pool.connect(), pool.connect()]
  expect(await at()).toEqual([3, 0, 3, 2])
  for (const client of clients) client.release()
  for (const client of await Promise.all(late)) client.release()
  expect(await at()).toEqual([0, 3, 3, 0])
})

test('a server that dies costs queries, not the process, and its lost connections are counted', async () => {
  const { instruments, pool, database } = watched()
  for (const client of await Promise.all([pool.connect(), pool.connect()])) client.release()
  await postgres.kill()
  const lost = async () => (await samples(instruments)).get('db_pool_lost_connections_total{pool="shop"}')
  expect(await eventually(lost, (count) => count === 2)).toBe(2)
  await expect(database.query('dead', 'SELECT 1')).rejects.toThrow()
  expect((await samples(instruments)).get('db_query_duration_seconds_count{query="dead",outcome="failure"}')).toBe(1)
  await postgres.restart()
  expect((await database.query('back', 'SELECT 1')).rowCount).toBe(1)
})
