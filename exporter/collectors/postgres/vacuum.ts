import { postgres, VACUUM_PHASES } from '../../../definition/catalogue/index.js'
import { textsOf } from './source.js'
import { value, viewCollector, viewOf } from './view.js'

const view = 'pg_stat_progress_vacuum'
/** A table of another database has no name here, only its number. */
const RELATION = 'coalesce(CASE WHEN datname = current_database() THEN relid::regclass::text END, relid::text)'

const progress = viewOf({
  view,
  labels: { datname: 'datname', relname: RELATION },
  values: [
    value(postgres.pg_stat_progress_vacuum_heap_blks, 'heap_blks_total'),
    value(postgres.pg_stat_progress_vacuum_heap_blks_scanned, 'heap_blks_scanned'),
    value(postgres.pg_stat_progress_vacuum_heap_blks_vacuumed, 'heap_blks_vacuumed'),
    value(postgres.pg_stat_progress_vacuum_index_vacuums, 'index_vacuum_count'),
    value(postgres.pg_stat_progress_vacuum_max_dead_tuples, 'max_dead_tuples'),
    value(postgres.pg_stat_progress_vacuum_num_dead_tuples, 'num_dead_tuples'),
    value(postgres.pg_stat_progress_vacuum_num_dead_tuples, 'num_dead_item_ids'),
    value(postgres.pg_stat_progress_vacuum_max_dead_tuple_bytes, 'max_dead_tuple_bytes'),
    value(postgres.pg_stat_progress_vacuum_dead_tuple_bytes, 'dead_tuple_bytes'),
    value(postgres.pg_stat_progress_vacuum_indexes, 'indexes_total'),
    value(postgres.pg_stat_progress_vacuum_indexes_processed, 'indexes_processed'),
  ],
})

const phases = viewOf({
  view,
  labels: { datname: 'datname', relname: RELATION, phase: 'known.phase' },
  values: [value(postgres.pg_stat_progress_vacuum_phase, 'phase', '(v.phase = known.phase)::int')],
  from: `pg_stat_progress_vacuum AS v, unnest(${textsOf(VACUUM_PHASES)}) AS known (phase)`,
})

/** How far vacuums under way are. */
export const vacuumCollector = viewCollector('postgres_vacuum', [progress, phases])
