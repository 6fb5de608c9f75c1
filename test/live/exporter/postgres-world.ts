/** A primary and its standby on which everything happens that the exporter can tell of. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { startPostgresRelease, type PostgresMajor, type PostgresRelease } from '../../support/postgres-release.js'
import { onDatabase } from './shop-database.js'

const SETTINGS = {
  wal_level: 'logical',
  archive_mode: 'on',
  max_slot_wal_keep_size: '1GB',
  // an autovacuum that comes at once and works for ever
  autovacuum_naptime: '1s',
  autovacuum_vacuum_cost_delay: '100ms',
  autovacuum_vacuum_cost_limit: '1',
}

/** Until the SQL answers true; what it says of the world takes a moment. */
const until = async (client: Client, condition: string): Promise<void> => {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { rows } = await client.query<{ holds: boolean | null }>(`SELECT ${condition} AS holds`)
    if (rows[0]?.holds) return
    await sleep(100)
  }
  throw new Error(`never came true: ${condition}`)
}

const archive = async (client: Client): Promise<void> => {
  for (const [command, column] of [
    ['false', 'failed_count'],
    ['true', 'archived_count'],
  ]) {
    await client.query(`ALTER SYSTEM SET archive_command = '${command}'`)
    await client.query('SELECT pg_reload_conf(), pg_switch_wal()')
    await until(client, `(SELECT ${column} > 0 FROM pg_stat_archiver)`)
  }
}

const each = async (client: Client, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await client.query(statement)
}

const FILLING = [
  'CREATE EXTENSION pg_stat_statements',
  'CREATE EXTENSION pg_buffercache',
  'CREATE TABLE items (id int PRIMARY KEY, words text)',
  "INSERT INTO items SELECT i, repeat('x', 100) FROM generate_series(1, 20000) AS i",
  'DELETE FROM items WHERE id % 2 = 0',
  'CREATE TABLE damaged AS SELECT i FROM generate_series(1, 1000) AS i',
  'CREATE TABLE busy AS SELECT i FROM generate_series(1, 200000) AS i',
  'CREATE PUBLICATION items FOR TABLE items',
  "SELECT pg_create_physical_replication_slot('repmgr_slot_7', true), pg_create_physical_replication_slot('unused', true)",
  "SELECT pg_create_logical_replication_slot('subscriber', 'pgoutput')",
]

/** After the last crash, which forgets all figures. */
const WORK = [
  'SELECT pg_stat_reset()',
  'SELECT count(*) FROM items',
  'SET enable_seqscan = off; SET enable_bitmapscan = off',
  'SELECT words FROM items WHERE id = 7',
  'RESET enable_seqscan; RESET enable_bitmapscan',
  'DELETE FROM busy WHERE i % 2 = 0',
]

/** A second database of the server subscribes to the first one. */
const subscribe = async ({ url, port }: PostgresRelease): Promise<void> => {
  await onDatabase(url, (client) => client.query('CREATE DATABASE subscriber'))
  const connection = `host=127.0.0.1 port=${port} user=plimsoll password=p dbname=plimsoll`
  await onDatabase(url.replace(/plimsoll$/, 'subscriber'), async (client) => {
    await client.query('CREATE TABLE items (id int PRIMARY KEY, words text)')
    await client.query(
      `CREATE SUBSCRIPTION subscriber CONNECTION '${connection}' PUBLICATION items WITH (create_slot = false, copy_data = false)`,
    )
  })
}

/** Damages the first page of a table; a server with checksums finds it out. */
const damage = (server: PostgresRelease, path: string) => (): void => {
  const file = openSync(join(server.data, path), 'r+')
  writeSync(file, 'damaged', 4000)
  closeSync(file)
}

const pathOf = async (client: Client): Promise<string> => {
  await client.query('CHECKPOINT')
  return (await client.query<{ path: string }>("SELECT pg_relation_filepath('damaged') AS path")).rows[0]?.path ?? ''
}

export interface World {
  readonly primary: PostgresRelease
  readonly standby: PostgresRelease
  readonly stop: () => Promise<void>
}

/** Sessions that stay as they are while the exporter looks: one idle, one that vacuums slowly, one that always writes. */
const linger = async (url: string): Promise<() => Promise<void>> => {
  const clients = [1, 2, 3].map(() => new Client({ connectionString: url }))
  for (const client of clients) client.on('error', () => {}) // it is cut off at the end
  for (const client of clients) await client.connect()
  const [idle, vacuuming, writing] = clients as [Client, Client, Client]
  await vacuuming.query("SET vacuum_cost_delay = '100ms'; SET vacuum_cost_limit = 1")
  vacuuming.query('VACUUM items').catch(() => {})
  await until(idle, '(SELECT count(*) > 0 FROM pg_stat_progress_vacuum)')
  const write = () => void writing.query("INSERT INTO items SELECT min(id) - 1, 'new' FROM items").catch(() => {})
  const timer = setInterval(write, 200) // a replica that has caught up has no lag to tell
  return async () => {
    clearInterval(timer)
    await idle.query('SELECT pg_terminate_backend(pid) FROM pg_stat_progress_vacuum')
    await Promise.all(clients.map((client) => client.end()))
  }
}

/** Builds it in a few seconds. */
export const createWorld = async (major: PostgresMajor): Promise<World> => {
  const primary = await startPostgresRelease(major, SETTINGS)
  const path = await onDatabase(primary.url, async (client) => {
    await each(client, FILLING)
    return pathOf(client)
  })
  const standby = await primary.standby('repmgr_slot_7')
  await primary.whileDown(damage(primary, path))
  await subscribe(primary)
  const end = await linger(primary.url)
  await onDatabase(primary.url, async (client) => {
    await each(client, WORK)
    await client.query('SELECT count(*) FROM damaged').catch(() => {})
    await archive(client)
    await until(client, "(SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'autovacuum:%')")
    await until(client, '(SELECT bool_and(replay_lag IS NOT NULL) AND count(*) = 2 FROM pg_stat_replication)')
  })
  const stop = async () => {
    await end()
    await standby.stop()
    await primary.stop()
  }
  return { primary, standby, stop }
}
