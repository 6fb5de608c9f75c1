import { from, perTarget } from './shared.js'

const writer = from('pg_stat_bgwriter; from 17 pg_stat_checkpointer and pg_stat_io too', perTarget)
const checkpointer = from('pg_stat_checkpointer; until 16 pg_stat_bgwriter', perTarget)
const archiver = from('pg_stat_archiver', perTarget)
const files = from('pg_ls_waldir()', perTarget)
const log = from('pg_stat_wal', perTarget)

/** What the server does beside queries: it writes, checkpoints, archives and logs ahead. */
export const background = {
  pg_stat_bgwriter_checkpoints_timed_total: writer.counter('Checkpoints that were due.'),
  pg_stat_bgwriter_checkpoints_req_total: writer.counter('Checkpoints that were asked for.'),
  pg_stat_bgwriter_checkpoint_write_time_total: writer.counter('Milliseconds that checkpoints spent writing.'),
  pg_stat_bgwriter_checkpoint_sync_time_total: writer.counter('Milliseconds that checkpoints spent syncing.'),
  pg_stat_bgwriter_buffers_checkpoint_total: writer.counter('Buffers written by checkpoints.'),
  pg_stat_bgwriter_buffers_clean_total: writer.counter('Buffers written by the background writer.'),
  pg_stat_bgwriter_maxwritten_clean_total: writer.counter('Times the background writer stopped because it had written too much.'),
  pg_stat_bgwriter_buffers_backend_total: writer.counter('Buffers written by backends themselves.'),
  pg_stat_bgwriter_buffers_backend_fsync_total: writer.counter('Times a backend had to sync by itself.'),
  pg_stat_bgwriter_buffers_alloc_total: writer.counter('Buffers allocated.'),
  pg_stat_bgwriter_stats_reset_total: writer.timestamp('When these figures were last reset, in seconds since the epoch.'),
  pg_stat_checkpointer_num_timed_total: checkpointer.counter('Checkpoints that were due.'),
  pg_stat_checkpointer_num_requested_total: checkpointer.counter('Checkpoints that were asked for.'),
  pg_stat_checkpointer_num_done_total: checkpointer.counter('Checkpoints that were done; from 18.'),
  pg_stat_checkpointer_restartpoints_timed_total: checkpointer.counter('Restartpoints that were due; from 17.'),
  pg_stat_checkpointer_restartpoints_req_total: checkpointer.counter('Restartpoints that were asked for; from 17.'),
  pg_stat_checkpointer_restartpoints_done_total: checkpointer.counter('Restartpoints that were done; from 17.'),
  pg_stat_checkpointer_write_time_total: checkpointer.counter('Milliseconds that checkpoints spent writing.'),
  pg_stat_checkpointer_sync_time_total: checkpointer.counter('Milliseconds that checkpoints spent syncing.'),
  pg_stat_checkpointer_buffers_written_total: checkpointer.counter('Buffers written by checkpoints.'),
  pg_stat_checkpointer_slru_written_total: checkpointer.counter('SLRU buffers written by checkpoints; from 18.'),
  pg_stat_checkpointer_stats_reset_total: checkpointer.timestamp('When these figures were last reset, in seconds since the epoch.'),
  pg_stat_archiver_archived_count: archiver.counter('WAL files archived.'),
  pg_stat_archiver_failed_count: archiver.counter('Attempts to archive a WAL file that failed.'),
  pg_stat_archiver_last_archive_age: archiver.seconds('Seconds since a WAL file was last archived.'),
  pg_stat_archiver_last_failed_timestamp_seconds: archiver.gauge('When archiving last failed.'),
  pg_wal_segments: files.gauge('WAL files on disk.'),
  pg_wal_size_bytes: files.gauge('Size of the WAL files on disk.'),
  pg_stat_wal_records_total: log.counter('WAL records generated.'),
  pg_stat_wal_fpi_total: log.counter('Full page images generated.'),
  pg_stat_wal_bytes_total: log.counter('WAL generated.'),
  pg_stat_wal_buffers_full_total: log.counter('Times WAL was written because its buffers were full.'),
  pg_stat_wal_write_total: log.counter('Times WAL buffers were written; 14 to 17, then in pg_stat_io.'),
  pg_stat_wal_sync_total: log.counter('Times WAL files were synced; 14 to 17, then in pg_stat_io.'),
  pg_stat_wal_write_time_seconds_total: log.counter('Time spent writing WAL; 14 to 17, then in pg_stat_io.'),
  pg_stat_wal_sync_time_seconds_total: log.counter('Time spent syncing WAL; 14 to 17, then in pg_stat_io.'),
  pg_stat_wal_stats_reset_timestamp_seconds: log.gauge('When these figures were last reset.'),
}
