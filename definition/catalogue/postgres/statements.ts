import { from, MANY, perTarget } from './shared.js'

const statement = from('pg_stat_statements', { target: 'open', user: 'open', datname: 'open', queryid: 'open' }, MANY)
const eviction = from('pg_stat_statements_info', perTarget)

/** Statements that take the most time, where the extension pg_stat_statements is there. */
export const statements = {
  pg_stat_statements_calls_total: statement.counter('Times the statement was executed.'),
  pg_stat_statements_seconds_total: statement.counter('Time spent executing it.'),
  pg_stat_statements_rows_total: statement.counter('Rows it returned or changed.'),
  pg_stat_statements_block_read_seconds_total: statement.counter('Time spent reading blocks.'),
  pg_stat_statements_block_write_seconds_total: statement.counter('Time spent writing blocks.'),
  pg_stat_statements_plan_seconds_total: statement.counter('Time spent planning, where track_planning is on.'),
  pg_stat_statements_shared_blks_hit_total: statement.counter('Blocks found in shared buffers.'),
  pg_stat_statements_shared_blks_read_total: statement.counter('Blocks read into shared buffers.'),
  pg_stat_statements_shared_blks_dirtied_total: statement.counter('Blocks changed in shared buffers.'),
  pg_stat_statements_shared_blks_written_total: statement.counter('Blocks written from shared buffers.'),
  pg_stat_statements_temp_blks_read_total: statement.counter('Temporary blocks read.'),
  pg_stat_statements_temp_blks_written_total: statement.counter('Temporary blocks written.'),
  pg_stat_statements_wal_bytes_total: statement.counter('WAL generated.'),
  pg_stat_statements_jit_seconds_total: statement.counter('Time spent compiling; from 15.'),
  pg_stat_statements_info_dealloc_total: eviction.counter('Times that statements were forgotten because there were too many; from 14.'),
}
