import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declaredQueries } from '../../../definition/catalogue/index.js'
import { READABLE } from '../../../shop/database/reading.js'
import type { RunningShop } from '../../../shop/index.js'
import { startWorld, type World } from './support.js'

const READER = 'Watching "role"'
let world: World
let shop: RunningShop
let owner: Client
let reader: Client

const connected = async (user?: string): Promise<Client> => {
  const { host, port, database, url } = world.postgres
  const client = new Client(user === undefined ? { connectionString: url } : { host, port, database, user, password: 'r' })
  await client.connect()
  return client
}

beforeAll(async () => {
  world = await startWorld()
  owner = await connected()
  const role = owner.escapeIdentifier(READER)
  // as the containers' role was made once: whatever the shop makes it may read
  await owner.query(`create role ${role} login password 'r'; alter default privileges in schema public grant select on tables to ${role}`)
  shop = await world.open({ seedDays: 1, readerRole: READER })
  reader = await connected(READER)
})
afterAll(async () => {
  await reader?.end()
  await owner?.end()
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
    for (const { name, sql } of declaredQueries) await owner.query(`create view asked_${name} as ${sql}`)
    const { rows } = await owner.query<{ table: string; columns: readonly string[] }>(USED)
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
    await owner.query('create table later (id integer)')
    expect(await codeOf('select id from later')).toBe('42501')
  })

  test('keeps what it may as a member of another role when the shop starts again', async () => {
    const role = owner.escapeIdentifier(READER)
    await owner.query(`create role more; grant select (email) on users to more; grant more to ${role}; grant select on messages to ${role}`)
    await (await world.open({ seedDays: 1, readerRole: READER })).close()
    expect([await codeOf('select email from users'), await codeOf('select text from messages')]).toEqual([undefined, '42501'])
  })

  test('that does not exist is said in a sentence', async () => {
    await expect(world.open({ seedDays: 1, readerRole: 'nobody' })).rejects.toThrow(
      'environment: SHOP_READER_ROLE names "nobody", which is no role; create it.',
    )
  })
})
