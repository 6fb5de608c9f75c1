import { postgres } from '../../../definition/catalogue/index.js'
import { instant, position, value, viewCollector, viewOf, type View } from './view.js'

const END = 'CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END'

const view = 'pg_replication_slots'
const labels = { slot_name: 'slot_name', slot_type: 'slot_type' } as const
const rest = 'ORDER BY slot_name'

const ofDatabase = viewOf({
  view,
  labels: { slot_name: 'slot_name', database: 'database' },
  values: [
    value(postgres.pg_replication_slots_active, 'active', 'active::int'),
    value(postgres.pg_replication_slots_pg_wal_lsn_diff, 'restart_lsn', `${END} - restart_lsn`),
  ],
  rest,
})

const slots = viewOf({
  view,
  labels,
  values: [
    value(postgres.pg_replication_slots_slot_current_wal_lsn, [], `${END} - '0/0'`),
    position(postgres.pg_replication_slots_slot_confirmed_flush_lsn, 'confirmed_flush_lsn'),
    value(postgres.pg_replication_slots_slot_is_active, 'active', 'active::int'),
    value(postgres.pg_replication_slots_safe_wal_size_bytes, 'safe_wal_size'),
    instant(postgres.pg_replication_slots_inactive_since_timestamp_seconds, 'inactive_since'),
  ],
  rest,
})

const status = viewOf({
  view,
  labels: { ...labels, wal_status: 'wal_status' },
  values: [value(postgres.pg_replication_slots_wal_status, 'wal_status', 'CASE WHEN wal_status IS NOT NULL THEN 1 END')],
  rest,
})

const decoding = viewOf({
  view: 'pg_stat_replication_slots',
  labels: { slot_name: 'slot_name' },
  values: [
    value(postgres.pg_stat_replication_slots_spill_txns_total, 'spill_txns'),
    value(postgres.pg_stat_replication_slots_spill_count_total, 'spill_count'),
    value(postgres.pg_stat_replication_slots_spill_bytes_total, 'spill_bytes'),
    value(postgres.pg_stat_replication_slots_stream_txns_total, 'stream_txns'),
    value(postgres.pg_stat_replication_slots_stream_count_total, 'stream_count'),
    value(postgres.pg_stat_replication_slots_stream_bytes_total, 'stream_bytes'),
    value(postgres.pg_stat_replication_slots_total_txns_total, 'total_txns'),
    value(postgres.pg_stat_replication_slots_total_bytes_total, 'total_bytes'),
  ],
  rest,
})

const named = { datname: 'd.datname', subname: 's.subname' } as const

/** A subscription has a process that applies and others that copy tables: the first one tells how far it is. */
const subscriptions = viewOf({
  view: 'pg_stat_subscription',
  labels: named,
  values: [
    value(postgres.pg_stat_subscription_workers, [], 'count(w.pid)'),
    value(postgres.pg_stat_subscription_received_lsn_bytes, 'received_lsn', "max(w.received_lsn) - '0/0'"),
    value(postgres.pg_stat_subscription_latest_end_lsn_bytes, 'latest_end_lsn', "max(w.latest_end_lsn) - '0/0'"),
    value(
      postgres.pg_stat_subscription_last_msg_send_timestamp_seconds,
      'last_msg_send_time',
      'extract(epoch FROM max(w.last_msg_send_time) FILTER (WHERE w.relid IS NULL))',
    ),
    value(
      postgres.pg_stat_subscription_last_msg_receipt_timestamp_seconds,
      'last_msg_receipt_time',
      'extract(epoch FROM max(w.last_msg_receipt_time) FILTER (WHERE w.relid IS NULL))',
    ),
  ],
  from: 'pg_stat_subscription AS w JOIN pg_subscription AS s ON s.oid = w.subid JOIN pg_database AS d ON d.oid = s.subdbid',
  rest: 'GROUP BY d.datname, s.subname ORDER BY d.datname, s.subname',
})

const trouble = 'pg_stat_subscription_stats'
const ofTrouble = 'pg_stat_subscription_stats AS t JOIN pg_subscription AS s ON s.oid = t.subid JOIN pg_database AS d ON d.oid = s.subdbid'
const byName = 'ORDER BY d.datname, s.subname'

const errors = viewOf({
  view: trouble,
  labels: named,
  values: [
    value(postgres.pg_stat_subscription_stats_apply_errors_total, 'apply_error_count'),
    value(postgres.pg_stat_subscription_stats_sync_errors_total, 'sync_error_count'),
  ],
  from: ofTrouble,
  rest: byName,
})

const CONFLICTS = [
  'insert_exists',
  'update_origin_differs',
  'update_exists',
  'update_deleted',
  'update_missing',
  'delete_origin_differs',
  'delete_missing',
  'multiple_unique_conflicts',
]

/** A column a kind of conflict, from 18. */
const conflicts: readonly View[] = CONFLICTS.map((conflict) =>
  viewOf({
    view: trouble,
    labels: { ...named, conflict: `'${conflict}'` },
    values: [value(postgres.pg_stat_subscription_stats_conflicts_total, `confl_${conflict}`)],
    from: ofTrouble,
    rest: byName,
  }),
)

/** Slots that keep WAL, and what is decoded for them. */
export const slotsCollector = viewCollector('postgres_slots', [ofDatabase, slots, status, decoding])
/** Subscriptions to other servers. */
export const subscriptionsCollector = viewCollector('postgres_subscriptions', [subscriptions, errors, ...conflicts])
