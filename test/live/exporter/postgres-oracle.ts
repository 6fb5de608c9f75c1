/**
 * What the exporter should say, worked out from the server's views by the names alone: a metric is called like its view
 * and column, with the unit behind it. What is called otherwise stands in a list with its own SQL.
 */
import type { Client } from 'pg'

interface Named {
  /** What metrics of the view begin with. */
  readonly prefix: string
  readonly view: string
  readonly labels: readonly string[]
  readonly where?: string
}

const tables = ['datname', 'schemaname', 'relname']

/** A longer prefix stands before a shorter one. */
export const NAMED: readonly Named[] = [
  { prefix: 'pg_stat_database_conflicts_', view: 'pg_stat_database_conflicts', labels: ['datid', 'datname'] },
  { prefix: 'pg_stat_database_', view: 'pg_stat_database', labels: ['datid', 'datname'], where: 'datname IS NOT NULL' },
  { prefix: 'pg_stat_bgwriter_', view: 'pg_stat_bgwriter', labels: [] },
  { prefix: 'pg_stat_checkpointer_', view: 'pg_stat_checkpointer', labels: [] },
  { prefix: 'pg_stat_archiver_', view: 'pg_stat_archiver', labels: [] },
  { prefix: 'pg_stat_io_', view: 'pg_stat_io', labels: ['backend_type', 'object', 'context'] },
  { prefix: 'pg_stat_slru_', view: 'pg_stat_slru', labels: ['name'] },
  { prefix: 'pg_stat_wal_', view: 'pg_stat_wal', labels: [] },
  { prefix: 'pg_stat_user_tables_', view: '(SELECT current_database() AS datname, * FROM pg_stat_user_tables) AS t', labels: tables },
  { prefix: 'pg_statio_user_tables_', view: '(SELECT current_database() AS datname, * FROM pg_statio_user_tables) AS t', labels: tables },
  {
    prefix: 'pg_stat_user_indexes_',
    view: '(SELECT current_database() AS datname, * FROM pg_stat_user_indexes) AS t',
    labels: [...tables, 'indexrelname'],
  },
  {
    prefix: 'pg_statio_user_indexes_',
    view: '(SELECT current_database() AS datname, * FROM pg_statio_user_indexes) AS t',
    labels: [...tables, 'indexrelname'],
  },
  { prefix: 'pg_replication_slots_', view: 'pg_replication_slots', labels: ['slot_name', 'slot_type'] },
]

/** Endings that a metric has and a column has not, with what turns the column into the metric's unit. */
const ENDINGS: readonly (readonly [ending: RegExp, factor: number])[] = [
  [/^/, 1],
  [/_timestamp_seconds$/, 1],
  [/_time_seconds_total$/, 0.001],
  [/_seconds_total$/, 0.001],
  [/_total$/, 1],
  [/_bytes$/, 1],
]

const columnOf = (suffix: string, columns: readonly string[]): readonly [column: string, factor: number] | undefined => {
  for (const [ending, factor] of ENDINGS) {
    const stem = suffix.replace(ending, ending.source === '_time_seconds_total$' ? '_time' : '').replace('_blocks_', '_blks_')
    const column = [stem, `wal_${stem}`, `total_${stem}`].find((candidate) => columns.includes(candidate))
    if (column !== undefined) return [column, factor]
  }
  return undefined
}

const numberOf = (value: unknown, factor: number): number | undefined => {
  if (value === null || value === undefined) return undefined
  if (value instanceof Date) return value.getTime() / 1000
  if (typeof value === 'boolean') return Number(value)
  const number = Number(value) * factor
  return Number.isNaN(number) ? undefined : number
}

export interface Reading {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Every figure that a view holds for the metrics that are called after it. */
export const readNamed = async (
  client: Client,
  { prefix, view, labels, where }: Named,
  names: readonly string[],
): Promise<readonly Reading[]> => {
  const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${view} ${where ? `WHERE ${where}` : ''}`)
  return rows.flatMap((row) => {
    const columns = Object.keys(row)
    return names.flatMap((name) => {
      const [column, factor] = columnOf(name.slice(prefix.length), columns) ?? []
      const value = column === undefined ? undefined : numberOf(row[column], factor ?? 1)
      if (value === undefined) return []
      return [{ name, labels: Object.fromEntries(labels.map((label) => [label, String(row[label] ?? '')])), value }]
    })
  })
}

const HERE = 'current_database()'
const END = 'pg_current_wal_lsn()'
const BACKENDS = "FROM pg_stat_io WHERE object = 'relation' AND backend_type NOT IN ('checkpointer', 'background writer')"

/** Metrics that are called otherwise than what they come from: a row a series, labels and `value`. */
export const OTHERWISE: Readonly<Record<string, string>> = {
  pg_up: 'SELECT 1 AS value',
  pg_static: 'SELECT 1 AS value, version() AS version',
  pg_postmaster_start_time_seconds: 'SELECT extract(epoch FROM pg_postmaster_start_time()) AS value',
  pg_database_size_bytes: `SELECT datname, pg_database_size(oid) AS value FROM pg_database WHERE datname = ${HERE}`,
  pg_database_connection_limit: 'SELECT datname, datconnlimit AS value FROM pg_database WHERE NOT datistemplate',
  pg_database_wraparound_age_datfrozenxid_seconds: 'SELECT datname, age(datfrozenxid) AS value FROM pg_database WHERE datallowconn',
  pg_database_wraparound_age_datminmxid_seconds: 'SELECT datname, mxid_age(datminmxid) AS value FROM pg_database WHERE datallowconn',
  pg_roles_connection_limit: 'SELECT rolname, rolconnlimit AS value FROM pg_roles',
  pg_wal_segments: "SELECT count(*) AS value FROM pg_ls_waldir() WHERE length(name) = 24 AND name NOT LIKE '%.%'",
  pg_wal_size_bytes: "SELECT sum(size) AS value FROM pg_ls_waldir() WHERE length(name) = 24 AND name NOT LIKE '%.%'",
  pg_replication_is_replica: 'SELECT 0 AS value',
  pg_replication_lag_seconds: 'SELECT 0 AS value',
  pg_replication_last_replay_seconds: 'SELECT 0 AS value',
  pg_replication_slots_active: 'SELECT slot_name, database, active::int AS value FROM pg_replication_slots',
  pg_replication_slots_slot_is_active: 'SELECT slot_name, slot_type, active::int AS value FROM pg_replication_slots',
  pg_replication_slots_pg_wal_lsn_diff: `SELECT slot_name, database, ${END} - restart_lsn AS value FROM pg_replication_slots`,
  pg_replication_slots_slot_current_wal_lsn: `SELECT slot_name, slot_type, ${END} - '0/0' AS value FROM pg_replication_slots`,
  pg_replication_slots_wal_status: 'SELECT slot_name, slot_type, wal_status, 1 AS value FROM pg_replication_slots',
  pg_stat_user_tables_table_size_bytes: `SELECT ${HERE} AS datname, schemaname, relname, pg_table_size(relid) AS value FROM pg_stat_user_tables`,
  pg_stat_user_tables_index_size_bytes: `SELECT ${HERE} AS datname, schemaname, relname, pg_indexes_size(relid) AS value FROM pg_stat_user_tables`,
  pg_user_tables: `SELECT ${HERE} AS datname, count(*) AS value FROM pg_stat_user_tables`,
  pg_user_indexes: `SELECT ${HERE} AS datname, count(*) AS value FROM pg_stat_user_indexes`,
  pg_stat_activity_count: `SELECT ${HERE} AS datname, 'idle in transaction' AS state, count(*) AS value FROM pg_stat_activity WHERE datname = ${HERE} AND state = 'idle in transaction'`,
  pg_stat_activity_max_tx_duration: `SELECT ${HERE} AS datname, 'idle in transaction' AS state, extract(epoch FROM max(now() - xact_start)) AS value FROM pg_stat_activity WHERE datname = ${HERE} AND state = 'idle in transaction'`,
  pg_long_running_transactions: "SELECT count(*) AS value FROM pg_stat_activity WHERE state = 'idle in transaction'",
  pg_long_running_transactions_oldest_timestamp_seconds: `SELECT extract(epoch FROM max(clock_timestamp() - xact_start)) AS value FROM pg_stat_activity WHERE state = 'idle in transaction'`,
  pg_locks_count: `SELECT ${HERE} AS datname, 'rowexclusivelock' AS mode, count(*) AS value FROM pg_locks JOIN pg_database d ON d.oid = database WHERE d.datname = ${HERE} AND mode = 'RowExclusiveLock'`,
}

/** From 17, and until 16: where the figures of the background writer and of checkpoints are. */
export const WRITERS: Readonly<Record<'17' | '16', Readonly<Record<string, string>>>> = {
  17: {
    pg_stat_bgwriter_checkpoints_timed_total: 'SELECT num_timed AS value FROM pg_stat_checkpointer',
    pg_stat_bgwriter_checkpoints_req_total: 'SELECT num_requested AS value FROM pg_stat_checkpointer',
    pg_stat_bgwriter_checkpoint_write_time_total: 'SELECT write_time AS value FROM pg_stat_checkpointer',
    pg_stat_bgwriter_checkpoint_sync_time_total: 'SELECT sync_time AS value FROM pg_stat_checkpointer',
    pg_stat_bgwriter_buffers_checkpoint_total: 'SELECT buffers_written AS value FROM pg_stat_checkpointer',
    pg_stat_bgwriter_buffers_backend_fsync_total: `SELECT coalesce(sum(fsyncs), 0) AS value ${BACKENDS}`,
  },
  16: {
    pg_stat_checkpointer_num_timed_total: 'SELECT checkpoints_timed AS value FROM pg_stat_bgwriter',
    pg_stat_checkpointer_num_requested_total: 'SELECT checkpoints_req AS value FROM pg_stat_bgwriter',
    pg_stat_checkpointer_write_time_total: 'SELECT checkpoint_write_time AS value FROM pg_stat_bgwriter',
    pg_stat_checkpointer_sync_time_total: 'SELECT checkpoint_sync_time AS value FROM pg_stat_bgwriter',
    pg_stat_checkpointer_buffers_written_total: 'SELECT buffers_checkpoint AS value FROM pg_stat_bgwriter',
    pg_stat_checkpointer_stats_reset_total: 'SELECT extract(epoch FROM stats_reset) AS value FROM pg_stat_bgwriter',
  },
}

const statement = (sum: string): string =>
  `SELECT pg_get_userbyid(userid) AS user, datname, queryid, sum(${sum}) AS value
     FROM pg_stat_statements JOIN pg_database AS d ON d.oid = dbid GROUP BY userid, datname, queryid`

/** The columns for times are called otherwise from 17, and new ones came with 14 and 15. */
export const statementsOf = (major: number): Readonly<Record<string, string>> => ({
  pg_stat_statements_calls_total: statement('calls'),
  pg_stat_statements_seconds_total: statement('total_exec_time / 1000'),
  pg_stat_statements_plan_seconds_total: statement('total_plan_time / 1000'),
  pg_stat_statements_rows_total: statement('rows'),
  pg_stat_statements_block_read_seconds_total: statement(`${major >= 17 ? 'shared_' : ''}blk_read_time / 1000`),
  pg_stat_statements_block_write_seconds_total: statement(`${major >= 17 ? 'shared_' : ''}blk_write_time / 1000`),
  pg_stat_statements_shared_blks_hit_total: statement('shared_blks_hit'),
  pg_stat_statements_shared_blks_read_total: statement('shared_blks_read'),
  pg_stat_statements_shared_blks_dirtied_total: statement('shared_blks_dirtied'),
  pg_stat_statements_shared_blks_written_total: statement('shared_blks_written'),
  pg_stat_statements_temp_blks_read_total: statement('temp_blks_read'),
  pg_stat_statements_temp_blks_written_total: statement('temp_blks_written'),
  pg_stat_statements_wal_bytes_total: statement('wal_bytes'),
  ...(major >= 14 ? { pg_stat_statements_info_dealloc_total: 'SELECT dealloc AS value FROM pg_stat_statements_info' } : {}),
  ...(major >= 15
    ? {
        pg_stat_statements_jit_seconds_total: statement(
          '(jit_generation_time + jit_inlining_time + jit_optimization_time + jit_emission_time) / 1000',
        ),
      }
    : {}),
})

export const readOtherwise = async (client: Client, name: string, sql: string): Promise<readonly Reading[]> => {
  const { rows } = await client.query<Record<string, unknown>>(sql)
  return rows.flatMap(({ value, ...labels }) => {
    const number = numberOf(value, 1)
    const texts = Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, text === null ? '' : String(text)]))
    return number === undefined ? [] : [{ name, labels: texts, value: number }]
  })
}
