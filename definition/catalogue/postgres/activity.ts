import { histogram } from '../metric.js'
import { from, perDatabase, perTarget } from './shared.js'

export const ACTIVITY_STATES = [
  'active',
  'idle',
  'idle in transaction',
  'idle in transaction (aborted)',
  'fastpath function call',
  'disabled',
] as const

export const LOCK_MODES = [
  'accesssharelock',
  'rowsharelock',
  'rowexclusivelock',
  'shareupdateexclusivelock',
  'sharelock',
  'sharerowexclusivelock',
  'exclusivelock',
  'accessexclusivelock',
  'sireadlock',
] as const

export const VACUUM_PHASES = [
  'initializing',
  'scanning heap',
  'vacuuming indexes',
  'vacuuming heap',
  'cleaning up indexes',
  'truncating heap',
  'performing final cleanup',
] as const

const view = 'pg_stat_activity'
/** postgres_exporter's further labels change with every wait; the configuration may add them at run time. */
const connections = from(view, { ...perDatabase, state: ACTIVITY_STATES }, 30)
const backends = from(view, perTarget)
const locks = from('pg_locks', { ...perDatabase, mode: LOCK_MODES }, 45)
const progress = 'pg_stat_progress_vacuum'
const perVacuum = { ...perDatabase, relname: 'open' } as const
const vacuum = from(progress, perVacuum, 3)

/** What the server is doing at the moment. */
export const activity = {
  pg_stat_activity_count: connections.gauge('Client connections, by database and state.'),
  pg_stat_activity_max_tx_duration: connections.seconds('Age of the oldest transaction, by database and state, in seconds.'),
  pg_long_running_transactions: backends.gauge('Transactions open for more than a minute.'),
  pg_long_running_transactions_oldest_timestamp_seconds: backends.seconds('Age of the oldest of them, in seconds; the name is inherited.'),
  pg_process_idle_seconds: histogram({
    help: 'How long the idle connections have been idle.',
    labels: { target: 'open', state: ['idle', 'idle in transaction', 'idle in transaction (aborted)'], application_name: 'open' },
    buckets: [1, 2, 5, 15, 30, 60, 90, 120, 300],
    source: view,
    series: 10,
  }),
  pg_stat_activity_autovacuum_timestamp_seconds: from(view, { target: 'open', relname: 'open' }, 3).gauge(
    'When the autovacuum that works on the table began, in seconds since the epoch.',
  ),
  pg_locks_count: locks.gauge('Locks held or awaited, by database and mode.'),
  pg_stat_progress_vacuum_phase: from(progress, { ...perVacuum, phase: VACUUM_PHASES }, 21).gauge('1 for the phase a vacuum is in.'),
  pg_stat_progress_vacuum_heap_blks: vacuum.gauge('Blocks of the table that is vacuumed.'),
  pg_stat_progress_vacuum_heap_blks_scanned: vacuum.gauge('Blocks scanned so far.'),
  pg_stat_progress_vacuum_heap_blks_vacuumed: vacuum.gauge('Blocks vacuumed so far.'),
  pg_stat_progress_vacuum_index_vacuums: vacuum.gauge('Passes over the indexes so far.'),
  pg_stat_progress_vacuum_max_dead_tuples: vacuum.gauge('Dead rows that can be kept before the indexes are passed over; until 16.'),
  pg_stat_progress_vacuum_num_dead_tuples: vacuum.gauge('Dead rows collected since the indexes were last passed over.'),
  pg_stat_progress_vacuum_max_dead_tuple_bytes: vacuum.gauge('Room for dead rows before the indexes are passed over; from 17.'),
  pg_stat_progress_vacuum_dead_tuple_bytes: vacuum.gauge('Room that dead rows take at the moment; from 17.'),
  pg_stat_progress_vacuum_indexes: vacuum.gauge('Indexes to pass over; from 17.'),
  pg_stat_progress_vacuum_indexes_processed: vacuum.gauge('Indexes passed over so far; from 17.'),
}
