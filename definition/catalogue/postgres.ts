import { counter, family, gauge } from './metric.js'

export const ACTIVITY_STATES = [
  'active',
  'idle',
  'idle in transaction',
  'idle in transaction (aborted)',
  'fastpath function call',
  'disabled',
] as const

export const LOCK_MODES = [
  'accesssharelock',
  'rowsharelock',
  'rowexclusivelock',
  'shareupdateexclusivelock',
  'sharelock',
  'sharerowexclusivelock',
  'exclusivelock',
  'accessexclusivelock',
  'sireadlock',
] as const

const perDatabase = { target: 'open', datname: 'open' } as const
const database = 'pg_stat_database'
const settings = 'pg_settings'

const databaseCounter = (help: string) => counter({ help, labels: perDatabase, source: database, series: 5 })
const setting = (help: string) => gauge({ help, labels: { target: 'open' }, source: settings, series: 1 })

/** PostgreSQL, under postgres_exporter's names; `target` tells several servers of one exporter apart. */
export const postgres = family('exporter', {
  pg_up: gauge({ help: 'Whether the server answered (1) or not (0).', labels: { target: 'open' }, source: 'connect', series: 1 }),
  pg_static: gauge({
    help: 'Version of the server, always 1.',
    labels: { target: 'open', version: 'open', short_version: 'open' },
    source: 'version()',
    series: 1,
  }),
  pg_postmaster_start_time_seconds: gauge({
    help: 'Time the server started, in seconds since the epoch.',
    labels: { target: 'open' },
    unit: 'timestamp',
    source: 'pg_postmaster_start_time()',
    series: 1,
  }),
  pg_stat_activity_count: gauge({
    help: 'Client connections, by database and state.',
    labels: { ...perDatabase, state: ACTIVITY_STATES },
    source: 'pg_stat_activity',
    series: 30,
  }),
  pg_stat_activity_max_tx_duration: gauge({
    help: 'Age of the oldest transaction, by database and state, in seconds.',
    labels: { ...perDatabase, state: ACTIVITY_STATES },
    unit: 'seconds',
    source: 'pg_stat_activity',
    series: 30,
  }),
  pg_stat_database_numbackends: gauge({ help: 'Backends connected.', labels: perDatabase, source: database, series: 5 }),
  pg_stat_database_xact_commit: databaseCounter('Transactions committed.'),
  pg_stat_database_xact_rollback: databaseCounter('Transactions rolled back.'),
  pg_stat_database_blks_read: databaseCounter('Disk blocks read.'),
  pg_stat_database_blks_hit: databaseCounter('Disk blocks found in the buffer cache.'),
  pg_stat_database_tup_returned: databaseCounter('Rows returned by queries.'),
  pg_stat_database_tup_fetched: databaseCounter('Rows fetched by queries.'),
  pg_stat_database_tup_inserted: databaseCounter('Rows inserted.'),
  pg_stat_database_tup_updated: databaseCounter('Rows updated.'),
  pg_stat_database_tup_deleted: databaseCounter('Rows deleted.'),
  pg_stat_database_conflicts: databaseCounter('Queries cancelled by conflicts with recovery.'),
  pg_stat_database_deadlocks: databaseCounter('Deadlocks detected.'),
  pg_stat_database_temp_files: databaseCounter('Temporary files written.'),
  pg_stat_database_temp_bytes: counter({
    help: 'Bytes written to temporary files.',
    labels: perDatabase,
    unit: 'bytes',
    source: database,
    series: 5,
  }),
  pg_stat_database_blk_read_time: databaseCounter('Milliseconds spent reading blocks.'),
  pg_stat_database_blk_write_time: databaseCounter('Milliseconds spent writing blocks.'),
  pg_database_size_bytes: gauge({ help: 'Size on disk.', labels: perDatabase, source: 'pg_database_size()', series: 5 }),
  pg_database_connection_limit: gauge({
    help: 'Connection limit of the database, -1 for none.',
    labels: perDatabase,
    source: 'pg_database',
    series: 5,
  }),
  pg_locks_count: gauge({
    help: 'Locks held or awaited, by database and mode.',
    labels: { ...perDatabase, mode: LOCK_MODES },
    source: 'pg_locks',
    series: 45,
  }),
  pg_settings_max_connections: setting('Maximum number of concurrent connections.'),
  pg_settings_superuser_reserved_connections: setting('Connections kept for superusers.'),
  pg_settings_shared_buffers_bytes: setting('Shared memory buffers of the server.'),
  pg_settings_effective_cache_size_bytes: setting("Planner's assumption of the total size of the data caches."),
  pg_settings_maintenance_work_mem_bytes: setting('Maximum memory for maintenance operations.'),
  pg_settings_work_mem_bytes: setting('Maximum memory for query workspaces.'),
  pg_settings_max_wal_size_bytes: setting('WAL size that triggers a checkpoint.'),
  pg_settings_random_page_cost: setting("Planner's estimate of the cost of a non-sequential page."),
  pg_settings_seq_page_cost: setting("Planner's estimate of the cost of a sequential page."),
  pg_settings_max_worker_processes: setting('Maximum number of background worker processes.'),
  pg_settings_max_parallel_workers: setting('Maximum number of parallel workers.'),
})
