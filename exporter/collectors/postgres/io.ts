import { postgres } from '../../../definition/catalogue/index.js'
import { seconds, value, viewCollector, viewOf } from './view.js'

/** Until 17 an operation is of op_bytes bytes; from 18 bytes are counted by themselves, since operations differ. */
const io = viewOf({
  view: 'pg_stat_io',
  labels: { backend_type: 'backend_type', object: 'object', context: 'context' },
  values: [
    value(postgres.pg_stat_io_reads_total, 'reads'),
    value(postgres.pg_stat_io_read_bytes_total, 'read_bytes'),
    value(postgres.pg_stat_io_read_bytes_total, ['reads', 'op_bytes'], 'reads * op_bytes'),
    seconds(postgres.pg_stat_io_read_time_seconds_total, 'read_time'),
    value(postgres.pg_stat_io_writes_total, 'writes'),
    value(postgres.pg_stat_io_write_bytes_total, 'write_bytes'),
    value(postgres.pg_stat_io_write_bytes_total, ['writes', 'op_bytes'], 'writes * op_bytes'),
    seconds(postgres.pg_stat_io_write_time_seconds_total, 'write_time'),
    value(postgres.pg_stat_io_writebacks_total, 'writebacks'),
    seconds(postgres.pg_stat_io_writeback_time_seconds_total, 'writeback_time'),
    value(postgres.pg_stat_io_extends_total, 'extends'),
    value(postgres.pg_stat_io_extend_bytes_total, 'extend_bytes'),
    value(postgres.pg_stat_io_extend_bytes_total, ['extends', 'op_bytes'], 'extends * op_bytes'),
    seconds(postgres.pg_stat_io_extend_time_seconds_total, 'extend_time'),
    value(postgres.pg_stat_io_hits_total, 'hits'),
    value(postgres.pg_stat_io_evictions_total, 'evictions'),
    value(postgres.pg_stat_io_reuses_total, 'reuses'),
    value(postgres.pg_stat_io_fsyncs_total, 'fsyncs'),
    seconds(postgres.pg_stat_io_fsync_time_seconds_total, 'fsync_time'),
  ],
  rest: 'ORDER BY 1, 2, 3',
})

const slru = viewOf({
  view: 'pg_stat_slru',
  labels: { name: 'name' },
  values: [
    value(postgres.pg_stat_slru_blks_zeroed_total, 'blks_zeroed'),
    value(postgres.pg_stat_slru_blks_hit_total, 'blks_hit'),
    value(postgres.pg_stat_slru_blks_read_total, 'blks_read'),
    value(postgres.pg_stat_slru_blks_written_total, 'blks_written'),
    value(postgres.pg_stat_slru_blks_exists_total, 'blks_exists'),
    value(postgres.pg_stat_slru_flushes_total, 'flushes'),
    value(postgres.pg_stat_slru_truncates_total, 'truncates'),
  ],
  rest: 'ORDER BY name',
})

/** Reads and writes by who does them, on what and why; from 16. */
export const ioCollector = viewCollector('postgres_io', [io])
/** The small caches of the server. */
export const slruCollector = viewCollector('postgres_slru', [slru])
