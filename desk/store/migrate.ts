import type pg from 'pg'
import { migrations } from './migrations.js'

/** Any number will do, as long as it stays: it keeps two desks that start together from migrating at once. */
const MIGRATION_LOCK = 7_546_505

/** A role that may not create schemas, not even one that exists, is given its own by whoever made the role. */
const ensureSchema = async (client: pg.PoolClient): Promise<void> => {
  const { rows } = await client.query<{ exists: boolean }>("select to_regnamespace('desk') is not null as exists")
  if (!rows[0]?.exists) await client.query('create schema desk')
}

const appliedVersions = async (client: pg.PoolClient): Promise<ReadonlySet<number>> => {
  await ensureSchema(client)
  await client.query(
    'create table if not exists desk.migrations (version integer primary key, name text not null, applied_at timestamptz not null default now())',
  )
  const { rows } = await client.query<{ version: number }>('select version from desk.migrations')
  return new Set(rows.map(({ version }) => version))
}

const applyPending = async (client: pg.PoolClient): Promise<void> => {
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
  const applied = await appliedVersions(client)
  for (const [index, { name, sql }] of migrations.entries()) {
    if (applied.has(index + 1)) continue
    await client.query(sql)
    await client.query('insert into desk.migrations (version, name) values ($1, $2)', [index + 1, name])
  }
}

/** Brings the schema `desk` to this program's state, all steps or none. */
export const migrate = (pool: pg.Pool): Promise<void> => inTransaction(pool, applyPending)

/** Runs the work in one transaction; a connection whose rollback fails is thrown away. */
export const inTransaction = async <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
