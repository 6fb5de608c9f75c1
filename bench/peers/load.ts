/** Bounded work for a database and a cache, so that what is read moves while it is read. */
import { Redis } from 'ioredis'
import { Client } from 'pg'

export interface Load {
  readonly stop: () => Promise<void>
}

const WORKERS = 3
/** Pause between two rounds of a worker: some hundred statements a second in all, whatever the machine. */
const PAUSE_MILLISECONDS = 15

const SCHEMA = `CREATE TABLE IF NOT EXISTS bench_orders (id serial PRIMARY KEY, status text NOT NULL, cents integer NOT NULL);
CREATE INDEX IF NOT EXISTS bench_orders_status ON bench_orders (status);
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;`

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS))

const databaseRound = async (client: Client, round: number): Promise<void> => {
  await client.query('INSERT INTO bench_orders (status, cents) VALUES ($1, $2)', [round % 3 === 0 ? 'paid' : 'open', round])
  await client.query("UPDATE bench_orders SET cents = cents + 1 WHERE id = (SELECT max(id) FROM bench_orders WHERE status = 'open')")
  await client.query('SELECT status, sum(cents) FROM bench_orders GROUP BY status')
  if (round % 10 === 0) await client.query('BEGIN; DELETE FROM bench_orders WHERE id % 7 = 0; ROLLBACK')
  if (round % 50 === 0) await client.query('DELETE FROM bench_orders WHERE id < (SELECT max(id) - 500 FROM bench_orders)')
}

const cacheRound = async (cache: Redis, round: number): Promise<void> => {
  await cache.set(`bench:${round % 100}`, 'x'.repeat(round % 50), 'EX', 60 + round)
  await cache.get(`bench:${round % 130}`)
  await cache.hset('bench:hash', `field${round % 20}`, round)
  await cache.lpush('bench:list', round)
  await cache.ltrim('bench:list', 0, 50)
}

/** Works until it is stopped; resolves once each worker has done a first round. @throws what a server answered */
export const startLoad = async ({ postgres, redis }: { readonly postgres: string; readonly redis: string }): Promise<Load> => {
  const clients = Array.from({ length: WORKERS }, () => new Client({ connectionString: postgres, application_name: 'bench_load' }))
  await Promise.all(clients.map((client) => client.connect()))
  await clients[0]?.query(SCHEMA)
  const cache = new Redis(redis, { protocol: 2 })
  const stopping = new AbortController()
  const work = async (client: Client, worker: number): Promise<void> => {
    for (let round = worker + WORKERS; !stopping.signal.aborted; round += WORKERS) {
      await databaseRound(client, round)
      await cacheRound(cache, round)
      await pause()
    }
  }
  await Promise.all(clients.map((client) => databaseRound(client, 10)))
  await cacheRound(cache, 0)
  const done = Promise.all(clients.map(work))
  const stop = async (): Promise<void> => {
    stopping.abort()
    await done
    await Promise.all(clients.map((client) => client.end()))
    cache.disconnect()
  }
  return { stop }
}
