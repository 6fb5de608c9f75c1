import { postgres } from '../../../definition/catalogue/index.js'
import { instant, seconds, value, viewCollector, viewOf } from './view.js'

const {
  pg_stat_bgwriter_checkpoints_timed_total: dueBefore,
  pg_stat_bgwriter_checkpoints_req_total: askedBefore,
  pg_stat_bgwriter_checkpoint_write_time_total: writeTimeBefore,
  pg_stat_bgwriter_checkpoint_sync_time_total: syncTimeBefore,
  pg_stat_bgwriter_buffers_checkpoint_total: writtenBefore,
  pg_stat_checkpointer_num_timed_total: due,
  pg_stat_checkpointer_num_requested_total: asked,
  pg_stat_checkpointer_write_time_total: writeTime,
  pg_stat_checkpointer_sync_time_total: syncTime,
  pg_stat_checkpointer_buffers_written_total: written,
} = postgres

/** Until 16 this view held the figures of checkpoints too; they are given under their new names as well. */
const writer = viewOf({
  view: 'pg_stat_bgwriter',
  labels: {},
  values: [
    value(postgres.pg_stat_bgwriter_buffers_clean_total, 'buffers_clean'),
    value(postgres.pg_stat_bgwriter_maxwritten_clean_total, 'maxwritten_clean'),
    value(postgres.pg_stat_bgwriter_buffers_alloc_total, 'buffers_alloc'),
    instant(postgres.pg_stat_bgwriter_stats_reset_total, 'stats_reset'),
    value(postgres.pg_stat_bgwriter_buffers_backend_total, 'buffers_backend'),
    value(postgres.pg_stat_bgwriter_buffers_backend_fsync_total, 'buffers_backend_fsync'),
    ...[dueBefore, due].map((metric) => value(metric, 'checkpoints_timed')),
    ...[askedBefore, asked].map((metric) => value(metric, 'checkpoints_req')),
    ...[writeTimeBefore, writeTime].map((metric) => value(metric, 'checkpoint_write_time')),
    ...[syncTimeBefore, syncTime].map((metric) => value(metric, 'checkpoint_sync_time')),
    ...[writtenBefore, written].map((metric) => value(metric, 'buffers_checkpoint')),
    value(postgres.pg_stat_checkpointer_stats_reset_total, ['stats_reset', 'checkpoints_timed'], 'extract(epoch FROM stats_reset)'),
  ],
})

/** From 17, under the names that dashboards know as well. */
const checkpointer = viewOf({
  view: 'pg_stat_checkpointer',
  labels: {},
  values: [
    ...[dueBefore, due].map((metric) => value(metric, 'num_timed')),
    ...[askedBefore, asked].map((metric) => value(metric, 'num_requested')),
    ...[writeTimeBefore, writeTime].map((metric) => value(metric, 'write_time')),
    ...[syncTimeBefore, syncTime].map((metric) => value(metric, 'sync_time')),
    ...[writtenBefore, written].map((metric) => value(metric, 'buffers_written')),
    value(postgres.pg_stat_checkpointer_num_done_total, 'num_done'),
    value(postgres.pg_stat_checkpointer_restartpoints_timed_total, 'restartpoints_timed'),
    value(postgres.pg_stat_checkpointer_restartpoints_req_total, 'restartpoints_req'),
    value(postgres.pg_stat_checkpointer_restartpoints_done_total, 'restartpoints_done'),
    value(postgres.pg_stat_checkpointer_slru_written_total, 'slru_written'),
    instant(postgres.pg_stat_checkpointer_stats_reset_total, 'stats_reset'),
  ],
})

const BLOCK = "current_setting('block_size')::int"
const sum = (sql: string): string => `coalesce(sum(${sql}), 0)`

/** What backends wrote themselves, once a column of pg_stat_bgwriter; making a relation longer counted as a write. */
const backends = viewOf({
  view: 'pg_stat_io',
  labels: {},
  values: [
    value(
      postgres.pg_stat_bgwriter_buffers_backend_total,
      ['write_bytes', 'extend_bytes'],
      `(${sum('write_bytes')} + ${sum('extend_bytes')}) / ${BLOCK}`,
    ),
    value(postgres.pg_stat_bgwriter_buffers_backend_total, ['writes', 'extends'], `${sum('writes')} + ${sum('extends')}`),
    value(postgres.pg_stat_bgwriter_buffers_backend_fsync_total, 'fsyncs', sum('fsyncs')),
  ],
  rest: `WHERE object = 'relation' AND backend_type NOT IN ('checkpointer', 'background writer')`,
  without: { view: 'pg_stat_bgwriter', column: 'buffers_backend' },
})

const archiver = viewOf({
  view: 'pg_stat_archiver',
  labels: {},
  values: [
    value(postgres.pg_stat_archiver_archived_count, 'archived_count'),
    value(postgres.pg_stat_archiver_failed_count, 'failed_count'),
    value(postgres.pg_stat_archiver_last_archive_age, 'last_archived_time', 'extract(epoch FROM now() - last_archived_time)'),
    instant(postgres.pg_stat_archiver_last_failed_timestamp_seconds, 'last_failed_time'),
  ],
})

const log = viewOf({
  view: 'pg_stat_wal',
  labels: {},
  values: [
    value(postgres.pg_stat_wal_records_total, 'wal_records'),
    value(postgres.pg_stat_wal_fpi_total, 'wal_fpi'),
    value(postgres.pg_stat_wal_bytes_total, 'wal_bytes'),
    value(postgres.pg_stat_wal_buffers_full_total, 'wal_buffers_full'),
    value(postgres.pg_stat_wal_write_total, 'wal_write'),
    value(postgres.pg_stat_wal_sync_total, 'wal_sync'),
    seconds(postgres.pg_stat_wal_write_time_seconds_total, 'wal_write_time'),
    seconds(postgres.pg_stat_wal_sync_time_seconds_total, 'wal_sync_time'),
    instant(postgres.pg_stat_wal_stats_reset_timestamp_seconds, 'stats_reset'),
  ],
})

/** The files of the log, where the server may tell; pg_stat_archiver is there on every version. */
const files = viewOf({
  view: 'pg_stat_archiver',
  labels: {},
  values: [value(postgres.pg_wal_segments, [], 'count(*)'), value(postgres.pg_wal_size_bytes, [], 'coalesce(sum(size), 0)')],
  from: 'pg_ls_waldir()',
  rest: "WHERE name ~ '^[0-9A-F]{24}$'",
})

/** Checkpoints and what is written in the background. */
export const backgroundCollector = viewCollector('postgres_bgwriter', [writer, checkpointer, backends])
/** How archiving fares. */
export const archiverCollector = viewCollector('postgres_archiver', [archiver])
/** How much WAL there is and how much comes. */
export const walCollector = viewCollector('postgres_wal', [files, log])
