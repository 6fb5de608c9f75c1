import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningShop } from '../../../shop/index.js'
import { seededRandom } from '../../../shop/random.js'
import { createClient, type Connection } from '../../../shop/traffic/client.js'
import { createPeople } from '../../../shop/traffic/people.js'
import { visit } from '../../../shop/traffic/visit.js'
import type { Step } from '../../../shop/traffic/tally.js'
import { callerOf, databaseOf, eventually, startWorld, type World } from './support.js'

let world: World
let shop: RunningShop
let database: Pool

beforeAll(async () => {
  world = await startWorld()
  shop = await world.open({ seedDays: 1 })
  database = databaseOf(world)
})
afterAll(async () => {
  await database?.end()
  await shop?.close()
  await world?.stop()
})

/** Visits of one person after the other, until one took the step that is waited for. */
const visits = (seed: number) => {
  const steps: Step[] = []
  const count = (step: Step, status: number): void => void (status < 400 && steps.push(step))
  const connection: Connection = { url: shop.url, signal: new AbortController().signal, takeTurn: async () => undefined, count }
  const [people, random] = [createPeople(), seededRandom(seed)]
  const watch = (_auction: number, _session: string, work: () => Promise<void>): Promise<void> => work()
  return {
    until: async (wanted: () => boolean | Promise<boolean>): Promise<void> => {
      for (let index = 0; index < 400 && !(await wanted()); index++)
        await visit({ client: createClient(connection, '203.0.113.9'), random, people, watch })
    },
    steps,
  }
}

test('whoever has won an auction pays for it on a later visit', async () => {
  await eventually(
    async () => (await callerOf(shop.url).get('/api/auctions')).body.total,
    (total) => total === 12,
    10,
  )
  const { until, steps } = visits(7)
  await until(() => steps.includes('bid'))
  const { rows } = await database.query<{ last: number }>('select max(id) as last from orders')
  const ended = await database.query(
    "update auctions set starts_at = now() - interval '1 hour', ends_at = now() - interval '1 second' where status = 'open' and leader_id is not null",
  )
  expect(ended.rowCount).toBe(1)
  // no session has placed it: it is the winner's
  const [won] = await eventually(
    async () => (await database.query<{ id: number; status: string }>('select id, status from orders where id > $1', [rows[0]?.last])).rows,
    (orders) => orders.length === 1,
    20,
  )
  expect(won?.status).toBe('pending')
  const isPaid = async () => (await database.query("select from orders where id = $1 and status <> 'pending'", [won?.id])).rowCount === 1
  await until(isPaid)
  expect(await isPaid()).toBe(true)
  expect(steps).toContain('orders')
})
