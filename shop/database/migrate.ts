import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot, UsageError } from '../../configuration/index.js'
import type { Pool, PoolClient } from 'pg'
import { inTransaction } from './database.js'
import { letRead } from './reading.js'

export interface Migration {
  readonly name: string
  readonly text: string
}

/** Any number that no other user of the database locks on; two shops that start together take turns. */
const LOCK = 7_546_201

const HISTORY = `create table if not exists schema_migrations (
  name text primary key, checksum text not null, applied_at timestamptz not null default now())`

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The shop's migrations, in the order of their names. */
export const readMigrations = async (folder = join(packageRoot, 'shop', 'database', 'migrations')): Promise<readonly Migration[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })))
}

const applyMissing = async (client: PoolClient, migrations: readonly Migration[]): Promise<readonly string[]> => {
  await client.query(HISTORY)
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from schema_migrations')
  const applied = new Map(rows.map((row) => [row.name, row.checksum]))
  const changed = migrations.find(({ name, text }) => applied.has(name) && applied.get(name) !== checksum(text))
  if (changed) {
    throw new UsageError(`Migration ${changed.name} was changed after it was applied; undo the change and add a new migration instead.`)
  }
  const missing = migrations.filter(({ name }) => !applied.has(name))
  for (const { name, text } of missing) {
    await client.query(text)
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum(text)])
  }
  return missing.map(({ name }) => name)
}

/** Runs `work` in one transaction that no other shop's start-up work overlaps. */
export const exclusively = <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> =>
  inTransaction(pool, async (client) => {
    await client.query('set local statement_timeout = 0')
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    return work(client)
  })

/**
 * Applies what is missing, all or nothing, and returns the names of what it applied.
 *
 * @param reader role that may read what the monitoring asks; it has its rights at the moment in which the tables are there.
 */
export const migrate = (pool: Pool, migrations: readonly Migration[], reader?: string): Promise<readonly string[]> =>
  exclusively(pool, async (client) => {
    const applied = await applyMissing(client, migrations)
    if (reader !== undefined) await letRead(client, reader)
    return applied
  })
