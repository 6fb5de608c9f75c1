import type { PoolClient } from 'pg'

interface ForeignKey {
  /** Quoted where it has to be. */
  readonly table: string
  readonly name: string
  readonly definition: string
}

const OF_TABLES = `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
  from pg_constraint where contype = 'f' and conrelid = any($1::regclass[]) order by 1, 2`

/**
 * Does `work` while these tables refer to nothing, then checks all their rows at once: looking up half a million
 * references one by one is half of what loading them takes. Only for a transaction, whose end brings them back or, if a row
 * refers to what is not there, undoes everything.
 */
export const checkingAtTheEnd = async (client: PoolClient, tables: readonly string[], work: () => Promise<void>): Promise<void> => {
  const { rows } = await client.query<ForeignKey>(OF_TABLES, [tables])
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`)
  await work()
  for (const { table, name, definition } of rows) await client.query(`alter table ${table} add constraint ${name} ${definition}`)
}
