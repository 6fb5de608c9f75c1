import { postgres } from '../../../definition/catalogue/index.js'
import { instant, seconds, value, viewOf } from './view.js'

/** Of a table that was never vacuumed 0 is said, as postgres_exporter does: an alarm on its age then sees it. */
const sometime = (metric: Parameters<typeof instant>[0], column: string) =>
  value(metric, column, `coalesce(extract(epoch FROM ${column}), 0)`)

const perTable = { datname: 'current_database()', schemaname: 'schemaname', relname: 'relname' } as const
const perIndex = { ...perTable, indexrelname: 'indexrelname' } as const

export const tableStatistics = viewOf({
  view: 'pg_stat_user_tables',
  labels: perTable,
  values: [
    value(postgres.pg_stat_user_tables_seq_scan, 'seq_scan'),
    value(postgres.pg_stat_user_tables_seq_tup_read, 'seq_tup_read'),
    value(postgres.pg_stat_user_tables_idx_scan, 'idx_scan'),
    value(postgres.pg_stat_user_tables_idx_tup_fetch, 'idx_tup_fetch'),
    value(postgres.pg_stat_user_tables_n_tup_ins, 'n_tup_ins'),
    value(postgres.pg_stat_user_tables_n_tup_upd, 'n_tup_upd'),
    value(postgres.pg_stat_user_tables_n_tup_del, 'n_tup_del'),
    value(postgres.pg_stat_user_tables_n_tup_hot_upd, 'n_tup_hot_upd'),
    value(postgres.pg_stat_user_tables_n_tup_newpage_upd, 'n_tup_newpage_upd'),
    value(postgres.pg_stat_user_tables_n_live_tup, 'n_live_tup'),
    value(postgres.pg_stat_user_tables_n_dead_tup, 'n_dead_tup'),
    value(postgres.pg_stat_user_tables_n_mod_since_analyze, 'n_mod_since_analyze'),
    value(postgres.pg_stat_user_tables_n_ins_since_vacuum, 'n_ins_since_vacuum'),
    sometime(postgres.pg_stat_user_tables_last_vacuum, 'last_vacuum'),
    sometime(postgres.pg_stat_user_tables_last_autovacuum, 'last_autovacuum'),
    sometime(postgres.pg_stat_user_tables_last_analyze, 'last_analyze'),
    sometime(postgres.pg_stat_user_tables_last_autoanalyze, 'last_autoanalyze'),
    instant(postgres.pg_stat_user_tables_last_seq_scan_timestamp_seconds, 'last_seq_scan'),
    instant(postgres.pg_stat_user_tables_last_idx_scan_timestamp_seconds, 'last_idx_scan'),
    value(postgres.pg_stat_user_tables_vacuum_count, 'vacuum_count'),
    value(postgres.pg_stat_user_tables_autovacuum_count, 'autovacuum_count'),
    value(postgres.pg_stat_user_tables_analyze_count, 'analyze_count'),
    value(postgres.pg_stat_user_tables_autoanalyze_count, 'autoanalyze_count'),
    seconds(postgres.pg_stat_user_tables_vacuum_time_seconds_total, 'total_vacuum_time'),
    seconds(postgres.pg_stat_user_tables_autovacuum_time_seconds_total, 'total_autovacuum_time'),
    seconds(postgres.pg_stat_user_tables_analyze_time_seconds_total, 'total_analyze_time'),
    seconds(postgres.pg_stat_user_tables_autoanalyze_time_seconds_total, 'total_autoanalyze_time'),
  ],
})

export const tableBlocks = viewOf({
  view: 'pg_statio_user_tables',
  labels: perTable,
  values: [
    value(postgres.pg_statio_user_tables_heap_blocks_read, 'heap_blks_read'),
    value(postgres.pg_statio_user_tables_heap_blocks_hit, 'heap_blks_hit'),
    value(postgres.pg_statio_user_tables_idx_blocks_read, 'idx_blks_read'),
    value(postgres.pg_statio_user_tables_idx_blocks_hit, 'idx_blks_hit'),
    value(postgres.pg_statio_user_tables_toast_blocks_read, 'toast_blks_read'),
    value(postgres.pg_statio_user_tables_toast_blocks_hit, 'toast_blks_hit'),
    value(postgres.pg_statio_user_tables_tidx_blocks_read, 'tidx_blks_read'),
    value(postgres.pg_statio_user_tables_tidx_blocks_hit, 'tidx_blks_hit'),
  ],
})

/**
 * A size waits for whoever holds the table, or waits to hold it, for an ALTER; such a table is passed over, and so is
 * one whose TOAST table or index is held.
 */
const FREE = 'relid NOT IN (SELECT held.relid FROM held)'

export const tableSizes = viewOf({
  view: 'pg_stat_user_tables',
  labels: perTable,
  values: [
    value(postgres.pg_stat_user_tables_table_size_bytes, 'relid', `CASE WHEN ${FREE} THEN pg_table_size(relid) END`),
    value(postgres.pg_stat_user_tables_index_size_bytes, 'relid', `CASE WHEN ${FREE} THEN pg_indexes_size(relid) END`),
  ],
})

/** Stands before the statement that reads sizes. */
export const HELD = `
  WITH locked AS MATERIALIZED (
         SELECT relation FROM pg_locks
          WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
       held AS MATERIALIZED (
         SELECT relation AS relid FROM locked
          UNION ALL SELECT indrelid FROM pg_index JOIN locked ON indexrelid = relation
          UNION ALL SELECT oid FROM pg_class JOIN locked ON reltoastrelid = relation)`

export const indexStatistics = viewOf({
  view: 'pg_stat_user_indexes',
  labels: perIndex,
  values: [
    value(postgres.pg_stat_user_indexes_idx_scan_total, 'idx_scan'),
    value(postgres.pg_stat_user_indexes_idx_tup_read_total, 'idx_tup_read'),
    value(postgres.pg_stat_user_indexes_idx_tup_fetch_total, 'idx_tup_fetch'),
  ],
})

export const indexBlocks = viewOf({
  view: 'pg_statio_user_indexes',
  labels: perIndex,
  values: [
    value(postgres.pg_statio_user_indexes_idx_blks_read_total, 'idx_blks_read'),
    value(postgres.pg_statio_user_indexes_idx_blks_hit_total, 'idx_blks_hit'),
  ],
})
