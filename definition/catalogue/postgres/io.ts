import { from, perTarget } from './shared.js'

const io = from('pg_stat_io', { target: 'open', backend_type: 'open', object: 'open', context: 'open' }, 60)
const cache = from('pg_stat_slru', { target: 'open', name: 'open' }, 8)
const buffers = from('pg_buffercache_summary()', perTarget)

/** Reads, writes and caches, by who does them and on what. */
export const inputOutput = {
  pg_stat_io_reads_total: io.counter('Read operations.'),
  pg_stat_io_read_bytes_total: io.counter('Bytes read.'),
  pg_stat_io_read_time_seconds_total: io.counter('Time spent reading, where track_io_timing is on.'),
  pg_stat_io_writes_total: io.counter('Write operations.'),
  pg_stat_io_write_bytes_total: io.counter('Bytes written.'),
  pg_stat_io_write_time_seconds_total: io.counter('Time spent writing, where track_io_timing is on.'),
  pg_stat_io_writebacks_total: io.counter('Blocks that the kernel was asked to write to permanent storage.'),
  pg_stat_io_writeback_time_seconds_total: io.counter('Time spent asking for it, where track_io_timing is on.'),
  pg_stat_io_extends_total: io.counter('Operations that made a relation longer.'),
  pg_stat_io_extend_bytes_total: io.counter('Bytes by which relations grew.'),
  pg_stat_io_extend_time_seconds_total: io.counter('Time spent making relations longer, where track_io_timing is on.'),
  pg_stat_io_hits_total: io.counter('Blocks found in shared buffers.'),
  pg_stat_io_evictions_total: io.counter('Blocks written out to make room for others.'),
  pg_stat_io_reuses_total: io.counter('Buffers of a ring that were used again.'),
  pg_stat_io_fsyncs_total: io.counter('Sync operations.'),
  pg_stat_io_fsync_time_seconds_total: io.counter('Time spent syncing, where track_io_timing is on.'),
  pg_stat_slru_blks_zeroed_total: cache.counter('Blocks zeroed when the cache was set up.'),
  pg_stat_slru_blks_hit_total: cache.counter('Blocks found in the cache.'),
  pg_stat_slru_blks_read_total: cache.counter('Blocks read from disk.'),
  pg_stat_slru_blks_written_total: cache.counter('Blocks written to disk.'),
  pg_stat_slru_blks_exists_total: cache.counter('Blocks checked for existence.'),
  pg_stat_slru_flushes_total: cache.counter('Times that dirty data was flushed.'),
  pg_stat_slru_truncates_total: cache.counter('Times that the cache was truncated.'),
  pg_buffercache_summary_buffers_used: buffers.gauge('Shared buffers in use.'),
  pg_buffercache_summary_buffers_unused: buffers.gauge('Shared buffers not in use.'),
  pg_buffercache_summary_buffers_dirty: buffers.gauge('Shared buffers that are dirty.'),
  pg_buffercache_summary_buffers_pinned: buffers.gauge('Shared buffers that are pinned.'),
  pg_buffercache_summary_usagecount_avg: buffers.gauge('Usage count of the buffers in use, on average.'),
}
