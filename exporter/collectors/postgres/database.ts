import { postgres } from '../../../definition/catalogue/index.js'
import { instant, seconds, value, viewCollector, viewOf } from './view.js'

const labels = { datid: 'datid', datname: 'datname' } as const

/** The row without a database counts what is shared by all; it has no name to stand under. */
const work = viewOf({
  view: 'pg_stat_database',
  labels,
  values: [
    value(postgres.pg_stat_database_numbackends, 'numbackends'),
    value(postgres.pg_stat_database_xact_commit, 'xact_commit'),
    value(postgres.pg_stat_database_xact_rollback, 'xact_rollback'),
    value(postgres.pg_stat_database_blks_read, 'blks_read'),
    value(postgres.pg_stat_database_blks_hit, 'blks_hit'),
    value(postgres.pg_stat_database_tup_returned, 'tup_returned'),
    value(postgres.pg_stat_database_tup_fetched, 'tup_fetched'),
    value(postgres.pg_stat_database_tup_inserted, 'tup_inserted'),
    value(postgres.pg_stat_database_tup_updated, 'tup_updated'),
    value(postgres.pg_stat_database_tup_deleted, 'tup_deleted'),
    value(postgres.pg_stat_database_conflicts, 'conflicts'),
    value(postgres.pg_stat_database_deadlocks, 'deadlocks'),
    value(postgres.pg_stat_database_temp_files, 'temp_files'),
    value(postgres.pg_stat_database_temp_bytes, 'temp_bytes'),
    value(postgres.pg_stat_database_blk_read_time, 'blk_read_time'),
    value(postgres.pg_stat_database_blk_write_time, 'blk_write_time'),
    instant(postgres.pg_stat_database_stats_reset, 'stats_reset'),
    seconds(postgres.pg_stat_database_active_time_seconds_total, 'active_time'),
    seconds(postgres.pg_stat_database_session_time_seconds_total, 'session_time'),
    seconds(postgres.pg_stat_database_idle_in_transaction_time_seconds_total, 'idle_in_transaction_time'),
    value(postgres.pg_stat_database_sessions_total, 'sessions'),
    value(postgres.pg_stat_database_sessions_abandoned_total, 'sessions_abandoned'),
    value(postgres.pg_stat_database_sessions_fatal_total, 'sessions_fatal'),
    value(postgres.pg_stat_database_sessions_killed_total, 'sessions_killed'),
    value(postgres.pg_stat_database_parallel_workers_to_launch_total, 'parallel_workers_to_launch'),
    value(postgres.pg_stat_database_parallel_workers_launched_total, 'parallel_workers_launched'),
  ],
  rest: 'WHERE datname IS NOT NULL ORDER BY datname',
})

/** A wrong checksum counts wherever it is: in what is shared by all databases too. */
const checksums = viewOf({
  view: 'pg_stat_database',
  labels,
  values: [
    value(postgres.pg_stat_database_checksum_failures_total, 'checksum_failures'),
    instant(postgres.pg_stat_database_checksum_last_failure_timestamp_seconds, 'checksum_last_failure'),
  ],
  rest: 'ORDER BY datname',
})

const conflicts = viewOf({
  view: 'pg_stat_database_conflicts',
  labels,
  values: [
    value(postgres.pg_stat_database_conflicts_confl_tablespace, 'confl_tablespace'),
    value(postgres.pg_stat_database_conflicts_confl_lock, 'confl_lock'),
    value(postgres.pg_stat_database_conflicts_confl_snapshot, 'confl_snapshot'),
    value(postgres.pg_stat_database_conflicts_confl_bufferpin, 'confl_bufferpin'),
    value(postgres.pg_stat_database_conflicts_confl_deadlock, 'confl_deadlock'),
    value(postgres.pg_stat_database_conflicts_confl_active_logicalslot, 'confl_active_logicalslot'),
  ],
  rest: 'ORDER BY datname',
})

/** Work done, by database. */
export const databaseCollector = viewCollector('postgres_database', [work, checksums])
/** Queries that a standby cancelled, by database and reason. */
export const conflictsCollector = viewCollector('postgres_conflicts', [conflicts])
