import { from, MANY, perTarget } from './shared.js'

const perTable = { target: 'open', datname: 'open', schemaname: 'open', relname: 'open' } as const
const perIndex = { ...perTable, indexrelname: 'open' } as const
const table = from('pg_stat_user_tables', perTable, MANY)
const blocks = from('pg_statio_user_tables', perTable, MANY)
const index = from('pg_stat_user_indexes', perIndex, MANY)
const indexBlocks = from('pg_statio_user_indexes', perIndex, MANY)
const counts = from('pg_class', { ...perTarget, datname: 'open' })

/** Tables and indexes of the database that the exporter connects to. */
export const tables = {
  pg_user_tables: counts.gauge('Tables there are, those that are not listed one by one included.'),
  pg_user_indexes: counts.gauge('Indexes there are, those that are not listed one by one included.'),
  pg_stat_user_tables_seq_scan: table.counter('Sequential scans.'),
  pg_stat_user_tables_seq_tup_read: table.counter('Rows read by sequential scans.'),
  pg_stat_user_tables_idx_scan: table.counter('Index scans.'),
  pg_stat_user_tables_idx_tup_fetch: table.counter('Rows fetched by index scans.'),
  pg_stat_user_tables_n_tup_ins: table.counter('Rows inserted.'),
  pg_stat_user_tables_n_tup_upd: table.counter('Rows updated.'),
  pg_stat_user_tables_n_tup_del: table.counter('Rows deleted.'),
  pg_stat_user_tables_n_tup_hot_upd: table.counter('Rows updated without a new index entry.'),
  pg_stat_user_tables_n_tup_newpage_upd: table.counter('Rows updated onto another page; from 16.'),
  pg_stat_user_tables_n_live_tup: table.gauge('Live rows, estimated.'),
  pg_stat_user_tables_n_dead_tup: table.gauge('Dead rows, estimated.'),
  pg_stat_user_tables_n_mod_since_analyze: table.gauge('Rows changed since the last analyze, estimated.'),
  pg_stat_user_tables_n_ins_since_vacuum: table.gauge('Rows inserted since the last vacuum, estimated.'),
  pg_stat_user_tables_last_vacuum: table.timestamp('When it was last vacuumed by hand, in seconds since the epoch; 0 for never.'),
  pg_stat_user_tables_last_autovacuum: table.timestamp('When autovacuum last vacuumed it; 0 for never.'),
  pg_stat_user_tables_last_analyze: table.timestamp('When it was last analyzed by hand; 0 for never.'),
  pg_stat_user_tables_last_autoanalyze: table.timestamp('When autovacuum last analyzed it; 0 for never.'),
  pg_stat_user_tables_last_seq_scan_timestamp_seconds: table.gauge('When it was last scanned from end to end; from 16.'),
  pg_stat_user_tables_last_idx_scan_timestamp_seconds: table.gauge('When an index of it was last scanned; from 16.'),
  pg_stat_user_tables_vacuum_count: table.counter('Vacuums by hand.'),
  pg_stat_user_tables_autovacuum_count: table.counter('Vacuums by autovacuum.'),
  pg_stat_user_tables_analyze_count: table.counter('Analyzes by hand.'),
  pg_stat_user_tables_autoanalyze_count: table.counter('Analyzes by autovacuum.'),
  pg_stat_user_tables_vacuum_time_seconds_total: table.counter('Time spent on vacuums by hand; from 18.'),
  pg_stat_user_tables_autovacuum_time_seconds_total: table.counter('Time spent on vacuums by autovacuum; from 18.'),
  pg_stat_user_tables_analyze_time_seconds_total: table.counter('Time spent on analyzes by hand; from 18.'),
  pg_stat_user_tables_autoanalyze_time_seconds_total: table.counter('Time spent on analyzes by autovacuum; from 18.'),
  pg_stat_user_tables_table_size_bytes: from('pg_table_size()', perTable, MANY).gauge('Size with TOAST, without indexes.'),
  pg_stat_user_tables_index_size_bytes: from('pg_indexes_size()', perTable, MANY).gauge('Size of the indexes.'),
  pg_statio_user_tables_heap_blocks_read: blocks.counter('Blocks of the table read from disk.'),
  pg_statio_user_tables_heap_blocks_hit: blocks.counter('Blocks of the table found in the cache.'),
  pg_statio_user_tables_idx_blocks_read: blocks.counter('Blocks of its indexes read from disk.'),
  pg_statio_user_tables_idx_blocks_hit: blocks.counter('Blocks of its indexes found in the cache.'),
  pg_statio_user_tables_toast_blocks_read: blocks.counter('Blocks of its TOAST table read from disk.'),
  pg_statio_user_tables_toast_blocks_hit: blocks.counter('Blocks of its TOAST table found in the cache.'),
  pg_statio_user_tables_tidx_blocks_read: blocks.counter("Blocks of the TOAST table's index read from disk."),
  pg_statio_user_tables_tidx_blocks_hit: blocks.counter("Blocks of the TOAST table's index found in the cache."),
  pg_stat_user_indexes_idx_scan_total: index.counter('Scans of the index.'),
  pg_stat_user_indexes_idx_tup_read_total: index.counter('Entries that scans of the index returned.'),
  pg_stat_user_indexes_idx_tup_fetch_total: index.counter('Rows that simple scans of the index fetched.'),
  pg_statio_user_indexes_idx_blks_read_total: indexBlocks.counter('Blocks of the index read from disk.'),
  pg_statio_user_indexes_idx_blks_hit_total: indexBlocks.counter('Blocks of the index found in the cache.'),
}
