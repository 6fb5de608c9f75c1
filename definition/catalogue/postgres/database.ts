import { from, perDatabaseNumber } from './shared.js'

const of = from('pg_stat_database', perDatabaseNumber, 5)
const conflict = from('pg_stat_database_conflicts', perDatabaseNumber, 5)

/** Work done, by database. */
export const database = {
  pg_stat_database_numbackends: of.gauge('Backends connected.'),
  pg_stat_database_xact_commit: of.counter('Transactions committed.'),
  pg_stat_database_xact_rollback: of.counter('Transactions rolled back.'),
  pg_stat_database_blks_read: of.counter('Disk blocks read.'),
  pg_stat_database_blks_hit: of.counter('Disk blocks found in the buffer cache.'),
  pg_stat_database_tup_returned: of.counter('Rows returned by queries.'),
  pg_stat_database_tup_fetched: of.counter('Rows fetched by queries.'),
  pg_stat_database_tup_inserted: of.counter('Rows inserted.'),
  pg_stat_database_tup_updated: of.counter('Rows updated.'),
  pg_stat_database_tup_deleted: of.counter('Rows deleted.'),
  pg_stat_database_conflicts: of.counter('Queries cancelled by conflicts with recovery.'),
  pg_stat_database_deadlocks: of.counter('Deadlocks detected.'),
  pg_stat_database_temp_files: of.counter('Temporary files written.'),
  pg_stat_database_temp_bytes: of.bytesCounter('Bytes written to temporary files.'),
  pg_stat_database_blk_read_time: of.counter('Milliseconds spent reading blocks.'),
  pg_stat_database_blk_write_time: of.counter('Milliseconds spent writing blocks.'),
  pg_stat_database_stats_reset: of.timestamp('When these figures were last reset, in seconds since the epoch.'),
  pg_stat_database_active_time_seconds_total: of.counter('Time spent executing statements.'),
  pg_stat_database_session_time_seconds_total: of.counter('Time that sessions lasted.'),
  pg_stat_database_idle_in_transaction_time_seconds_total: of.counter('Time spent idle within a transaction.'),
  pg_stat_database_sessions_total: of.counter('Sessions established.'),
  pg_stat_database_sessions_abandoned_total: of.counter('Sessions that ended because the client was lost.'),
  pg_stat_database_sessions_fatal_total: of.counter('Sessions that ended by a fatal error.'),
  pg_stat_database_sessions_killed_total: of.counter('Sessions that somebody ended.'),
  pg_stat_database_parallel_workers_to_launch_total: of.counter('Parallel workers that queries planned to launch; from 18.'),
  pg_stat_database_parallel_workers_launched_total: of.counter('Parallel workers that queries launched; from 18.'),
  pg_stat_database_checksum_failures_total: of.counter('Data pages whose checksum was wrong; none where checksums are off.'),
  pg_stat_database_checksum_last_failure_timestamp_seconds: of.gauge('When the last wrong checksum was found.'),
  pg_stat_database_conflicts_confl_tablespace: conflict.counter('Queries cancelled because a tablespace was dropped.'),
  pg_stat_database_conflicts_confl_lock: conflict.counter('Queries cancelled because of lock timeouts.'),
  pg_stat_database_conflicts_confl_snapshot: conflict.counter('Queries cancelled because their snapshot was too old.'),
  pg_stat_database_conflicts_confl_bufferpin: conflict.counter('Queries cancelled because they pinned a buffer.'),
  pg_stat_database_conflicts_confl_deadlock: conflict.counter('Queries cancelled because of deadlocks.'),
  pg_stat_database_conflicts_confl_active_logicalslot: conflict.counter('Uses of logical slots cancelled; from 16.'),
}
