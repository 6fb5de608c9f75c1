/** A database that is made for one check and dropped after it. */
import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
import { firstRow } from './server.js'

/** Each backed up database has a prefix of its own, so that a turn taken there is a turn taken here. */
const PREFIX = "'plimsoll_check_' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '_'"

const OF_SOURCE = `
SELECT ${PREFIX} AS prefix, pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype
  FROM pg_database
 WHERE datname = current_database()`

/** What a check that ended against its will has left: nobody else checks this database, or it would have its turn. */
const LEFT = `
SELECT datname AS name
  FROM pg_database
 WHERE starts_with(datname, ${PREFIX})
   AND datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user)
 LIMIT 100`

interface Source {
  readonly prefix: string
  readonly encoding: string
  readonly collate: string
  readonly ctype: string
}

const drop = (client: Client, name: string): Promise<unknown> =>
  client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`)

/** CREATE DATABASE refuses a name that is there, so that what is dropped later is what was made here. */
const create = async (client: Client): Promise<string> => {
  const { prefix, encoding, collate, ctype } = await firstRow<Source>(client, OF_SOURCE)
  const name = `${prefix}${randomBytes(6).toString('hex')}`
  const text = (value: string): string => client.escapeLiteral(value)
  await client.query(
    `CREATE DATABASE ${client.escapeIdentifier(name)} TEMPLATE template0
       ENCODING ${text(encoding)} LC_COLLATE ${text(collate)} LC_CTYPE ${text(ctype)}`,
  )
  return name
}

/** Lends an empty database that nobody but us and superusers may enter. The client must have its turn. */
export const withScratch = async <T>(client: Client, use: (name: string) => Promise<T>): Promise<T> => {
  for (const { name } of (await client.query<{ readonly name: string }>(LEFT)).rows) await drop(client, name)
  const name = await create(client)
  try {
    await client.query(`REVOKE ALL ON DATABASE ${client.escapeIdentifier(name)} FROM PUBLIC`)
    return await use(name)
  } finally {
    await drop(client, name)
  }
}
