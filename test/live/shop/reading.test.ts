import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declaredQueries } from '../../../definition/catalogue/index.js'
import { secret } from '../../../configuration/index.js'
import { READABLE } from '../../../shop/database/reading.js'
import type { RunningShop } from '../../../shop/index.js'
import { startWorld, type World } from './support.js'

const READER = 'Watching "role"'
let world: World
let shop: RunningShop
let administrator: Client
let reader: Client

const OWNER = 'shopkeeper'

const addressFor = (user: string): string => {
  const { host, port, database } = world.postgres
  return `postgres://${encodeURIComponent(user)}:r@${host}:${port}/${database}`
}

const connected = async (connectionString: string): Promise<Client> => {
  const client = new Client({ connectionString })
  await client.connect()
  return client
}

/** As in the containers: a shop that owns its tables and no more. */
const openShop = (readerRole: string): Promise<RunningShop> =>
  world.open({ seedDays: 1, databaseUrl: secret(addressFor(OWNER)), readerRole })

beforeAll(async () => {
  world = await startWorld()
  administrator = await connected(world.postgres.url)
  const role = administrator.escapeIdentifier(READER)
  // as the containers' role was made once: whatever the shop makes it may read
  await administrator.query(`create role ${OWNER} login password 'r'; create role ${role} login password 'r';
    grant usage, create on schema public to ${OWNER};
    alter default privileges for role ${OWNER} in schema public grant select on tables to ${role}`)
  shop = await openShop(READER)
  reader = await connected(addressFor(READER))
})
afterAll(async () => {
  await reader?.end()
  await administrator?.end()
  await shop?.close()
  await world?.stop()
})

const codeOf = (sql: string): Promise<unknown> =>
  reader.query(sql).then(
    () => undefined,
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  )

const USED = `select table_name as "table", array_agg(distinct column_name::text order by column_name::text) as columns
  from information_schema.view_column_usage where view_name like 'asked\\_%' group by table_name`

describe('the role of the monitoring', () => {
  test('may run every query of the definition', async () => {
    for (const { name, sql } of declaredQueries) expect([name, await codeOf(`explain ${sql}`)]).toEqual([name, undefined])
  })

  test('may read what these queries name, and not a column more', async () => {
    for (const { name, sql } of declaredQueries) await administrator.query(`create view asked_${name} as ${sql}`)
    const { rows } = await administrator.query<{ table: string; columns: readonly string[] }>(USED)
    expect(READABLE).toEqual(Object.fromEntries(rows.map(({ table, columns }) => [table, columns])))
  })

  test.each([
    ['hashes of passwords', 'select password_hash from users'],
    ['addresses of people', 'select email from users'],
    ['what they write to each other', 'select text from messages'],
    ['tables that no query names', 'select count(*) from sign_in_tries'],
    ['whole rows', 'select * from orders limit 1'],
  ])('may not read %s', async (_, sql) => expect(await codeOf(sql)).toBe('42501'))

  test('may not read a table that the shop makes later, until somebody says so', async () => {
    await administrator.query(`set role ${OWNER}; create table later (id integer); reset role`)
    expect(await codeOf('select id from later')).toBe('42501')
  })

  test('keeps what it may as a member of another role when the shop starts again', async () => {
    const role = administrator.escapeIdentifier(READER)
    await administrator.query(`create role more; grant select (email) on users to more; grant more to ${role}`)
    await administrator.query(`grant select on all tables in schema public to ${role}`)
    await (await openShop(READER)).close()
    expect([await codeOf('select email from users'), await codeOf('select text from messages')]).toEqual([undefined, '42501'])
  })

  test('that does not exist is said in a sentence', async () => {
    await expect(openShop('nobody')).rejects.toThrow('environment: SHOP_READER_ROLE names "nobody", which is no role; create it.')
  })
})
