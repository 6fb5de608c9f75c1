/** What a version of PostgreSQL can give, as data: from which one to which. All else is there on each of them. */
import { postgres } from '../../../definition/catalogue/index.js'

const NEWEST = 18

type Span = readonly [first: number, last?: number]

const SPANS: readonly (readonly [names: RegExp, span: Span])[] = [
  [/^pg_stat_database_(active_time|session_time|idle_in_transaction_time|sessions)_/, [14]],
  [/^pg_stat_database_parallel_workers_/, [18]],
  // checksums are on by default from 18
  [/^pg_stat_database_checksum_/, [18]],
  [/^pg_stat_database_conflicts_confl_active_logicalslot$/, [16]],
  [/^pg_stat_io_/, [16]],
  [/^pg_stat_wal_(write|sync)_/, [14, 17]],
  [/^pg_stat_wal_(records|fpi|bytes|buffers_full|stats_reset)_/, [14]],
  [/^pg_stat_checkpointer_restartpoints_/, [17]],
  [/^pg_stat_checkpointer_(num_done|slru_written)_/, [18]],
  [/^pg_stat_progress_vacuum_max_dead_tuples$/, [13, 16]],
  [/^pg_stat_progress_vacuum_(max_dead_tuple_bytes|dead_tuple_bytes|indexes|indexes_processed)$/, [17]],
  [/^pg_replication_slots_inactive_since_/, [17]],
  [/^pg_stat_replication_slots_/, [14]],
  [/^pg_stat_subscription_stats_(apply|sync)_errors_/, [15]],
  [/^pg_stat_subscription_stats_conflicts_/, [18]],
  [/^pg_stat_user_tables_(n_tup_newpage_upd|last_seq_scan_timestamp_seconds|last_idx_scan_timestamp_seconds)$/, [16]],
  [/^pg_stat_user_tables_\w+_time_seconds_total$/, [18]],
  [/^pg_stat_statements_jit_/, [15]],
  [/^pg_stat_statements_info_/, [14]],
  [/^pg_buffercache_summary_/, [16]],
]

/** Whether that major version has the metric. */
export const isGiven = (name: string, major: number): boolean => {
  const [, [first, last = NEWEST] = [13]] = SPANS.find(([names]) => names.test(name)) ?? []
  return major >= first && major <= last
}

/** Every name of the catalogue, a histogram by one of its parts. */
export const expectedNames = (major: number): readonly string[] =>
  Object.values(postgres)
    .filter(({ name }) => isGiven(name, major))
    .map(({ name, kind }) => (kind === 'histogram' ? `${name}_count` : name))

/** The names of dashboard 9628 that begin with pg_. */
export const DASHBOARD_9628 = [
  'pg_up pg_static pg_exporter_last_scrape_duration_seconds pg_postmaster_start_time_seconds pg_stat_activity_count pg_locks_count',
  ...[
    'tup_fetched tup_returned tup_inserted tup_updated tup_deleted xact_commit xact_rollback blks_hit blks_read conflicts deadlocks temp_bytes',
  ]
    .flatMap((names) => names.split(' '))
    .map((name) => `pg_stat_database_${name}`),
  ...['buffers_backend buffers_alloc buffers_backend_fsync buffers_checkpoint buffers_clean checkpoint_write_time checkpoint_sync_time']
    .flatMap((names) => names.split(' '))
    .map((name) => `pg_stat_bgwriter_${name}_total`),
  ...[
    'max_connections shared_buffers_bytes effective_cache_size_bytes maintenance_work_mem_bytes work_mem_bytes max_wal_size_bytes',
    'random_page_cost seq_page_cost max_worker_processes max_parallel_workers',
  ]
    .flatMap((names) => names.split(' '))
    .map((name) => `pg_settings_${name}`),
].flatMap((names) => names.split(' '))
