import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Pool, PoolClient } from 'pg'
import { exclusively } from '../database/migrate.js'
import { checkingAtTheEnd } from './foreign-keys.js'
import { seedHistory, type History } from './history.js'
import { fillOrders } from './order-tables.js'
import { fillPeople } from './people-tables.js'
import { fillFinance, fillShop } from './tables.js'

/** Orders of a day at the end of the history, before weekday and season. */
const PER_DAY = 540

/** Tables whose rows the seed numbers itself; what comes next goes on from there. */
const NUMBERED = ['users', 'suppliers', 'products', 'orders', 'auctions'] as const
/** Without figures about them PostgreSQL would plan for empty tables until its own housekeeping comes round. */
const LARGE = [
  'users',
  'products',
  'orders',
  'order_items',
  'payments',
  'deliveries',
  'refunds',
  'reviews',
  'nps_answers',
  'messages',
  'bids',
]

/** Where most of the rows go. */
const LOADED = ['users', 'orders', 'order_items', 'payments', 'deliveries']

const loadAll = async (client: PoolClient, history: History): Promise<void> => {
  await checkingAtTheEnd(client, LOADED, async () => {
    await fillShop(client, history)
    await fillOrders(client, history.orders)
  })
  await fillPeople(client, history)
  await fillFinance(client, history)
  for (const table of NUMBERED)
    await client.query(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`)
  await client.query(`analyze ${LARGE.join(', ')}`)
}

/**
 * The history is over a hundred megabytes that nobody needs any more. Left alone, they would lie in the heap until it is
 * nearly full, and look like a leak to whoever watches it.
 */
const forget = (): void => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}

const loadOnce = (pool: Pool, days: number, now: Date): Promise<boolean> =>
  exclusively(pool, async (client) => {
    const { rowCount } = await client.query("insert into seeds (name) values ('demo') on conflict do nothing")
    if (rowCount === 0) return false
    await loadAll(client, seedHistory({ days, perDay: PER_DAY, now }))
    return true
  })

/** Fills an empty shop with the history of its last days; a shop that was filled before is left alone (returns false). */
export const loadSeed = async (pool: Pool, days: number, now: Date): Promise<boolean> => {
  const isLoaded = await loadOnce(pool, days, now)
  if (isLoaded) forget()
  return isLoaded
}
