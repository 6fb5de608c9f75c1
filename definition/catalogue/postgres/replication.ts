import { from, perTarget } from './shared.js'

const recovery = from('pg_is_in_recovery()', perTarget)
const replica = from(
  'pg_stat_replication',
  { target: 'open', application_name: 'open', client_addr: 'open', state: 'open', slot_name: 'open', pid: 'open' },
  5,
)
const views = 'pg_replication_slots'
const slotOfDatabase = from(views, { target: 'open', slot_name: 'open', database: 'open' }, 5)
const perSlot = { target: 'open', slot_name: 'open', slot_type: 'open' } as const
const slot = from(views, perSlot, 5)
const decoding = from('pg_stat_replication_slots', { target: 'open', slot_name: 'open' }, 5)
const receiver = from('pg_stat_wal_receiver', { target: 'open', upstream_host: 'open', slot_name: 'open', status: 'open' })
const perSubscription = { target: 'open', datname: 'open', subname: 'open' } as const
const subscription = from('pg_stat_subscription', perSubscription, 5)
const trouble = from('pg_stat_subscription_stats', perSubscription, 5)

/** Standbys, slots and subscriptions. */
export const replication = {
  pg_replication_is_replica: recovery.gauge('Whether the server is a replica (1) or a primary (0).'),
  pg_replication_lag_seconds: recovery.gauge('How far a replica is behind its primary, 0 on a primary.'),
  pg_replication_last_replay_seconds: recovery.gauge('Seconds since a transaction was last replayed, 0 on a primary.'),
  pg_replication_received_lsn_bytes: recovery.gauge('WAL position that a replica has received.'),
  pg_replication_replayed_lsn_bytes: recovery.gauge('WAL position that a replica has replayed.'),
  pg_stat_replication_pg_current_wal_lsn_bytes: replica.gauge('WAL position of this server.'),
  pg_stat_replication_pg_wal_lsn_diff: replica.bytes('Bytes by which the replica is behind in replaying.'),
  pg_stat_replication_sent_lsn_bytes: replica.gauge('WAL position sent to the replica.'),
  pg_stat_replication_write_lsn_bytes: replica.gauge('WAL position that the replica has written.'),
  pg_stat_replication_flush_lsn_bytes: replica.gauge('WAL position that the replica has synced.'),
  pg_stat_replication_replay_lsn_bytes: replica.gauge('WAL position that the replica has replayed.'),
  pg_stat_replication_write_lag_seconds: replica.gauge('Time until the replica had written recent WAL.'),
  pg_stat_replication_flush_lag_seconds: replica.gauge('Time until the replica had synced recent WAL.'),
  pg_stat_replication_replay_lag_seconds: replica.gauge('Time until the replica had replayed recent WAL.'),
  pg_replication_slots_active: slotOfDatabase.gauge('Whether the slot is in use (1) or not (0).'),
  pg_replication_slots_pg_wal_lsn_diff: slotOfDatabase.bytes('WAL kept for the slot.'),
  pg_replication_slots_slot_current_wal_lsn: slot.bytes('WAL position of this server.'),
  pg_replication_slots_slot_confirmed_flush_lsn: slot.bytes('WAL position that the consumer of the slot has confirmed.'),
  pg_replication_slots_slot_is_active: slot.gauge('Whether the slot is in use (1) or not (0).'),
  pg_replication_slots_safe_wal_size_bytes: slot.gauge('WAL that may still be written before the slot is in danger.'),
  pg_replication_slots_wal_status: from(views, { ...perSlot, wal_status: 'open' }, 5).gauge('1 for the state of the WAL of the slot.'),
  pg_replication_slots_inactive_since_timestamp_seconds: slot.gauge('Since when the slot is not in use; from 17.'),
  pg_stat_replication_slots_spill_txns_total: decoding.counter('Transactions spilled to disk while decoding.'),
  pg_stat_replication_slots_spill_count_total: decoding.counter('Times that transactions were spilled to disk.'),
  pg_stat_replication_slots_spill_bytes_total: decoding.counter('Bytes spilled to disk.'),
  pg_stat_replication_slots_stream_txns_total: decoding.counter('Transactions streamed before they were committed.'),
  pg_stat_replication_slots_stream_count_total: decoding.counter('Times that transactions in progress were streamed.'),
  pg_stat_replication_slots_stream_bytes_total: decoding.counter('Bytes streamed of transactions in progress.'),
  pg_stat_replication_slots_total_txns_total: decoding.counter('Transactions decoded.'),
  pg_stat_replication_slots_total_bytes_total: decoding.counter('Bytes decoded.'),
  pg_stat_wal_receiver_receive_start_lsn: receiver.bytes('WAL position at which the receiver started.'),
  pg_stat_wal_receiver_receive_start_tli: receiver.gauge('Timeline at which the receiver started.'),
  pg_stat_wal_receiver_written_lsn: receiver.bytes('WAL position written.'),
  pg_stat_wal_receiver_flushed_lsn: receiver.bytes('WAL position synced.'),
  pg_stat_wal_receiver_received_tli: receiver.gauge('Timeline of the WAL last received.'),
  pg_stat_wal_receiver_last_msg_send_time: receiver.timestamp('When the primary sent its last message.'),
  pg_stat_wal_receiver_last_msg_receipt_time: receiver.timestamp('When the last message came.'),
  pg_stat_wal_receiver_latest_end_lsn: receiver.bytes('WAL position last reported to the primary.'),
  pg_stat_wal_receiver_latest_end_time: receiver.timestamp('When that was reported.'),
  pg_stat_wal_receiver_upstream_node: receiver.gauge('Number of the primary in a repmgr cluster, from the name of the slot.'),
  pg_stat_subscription_workers: subscription.gauge('Processes that work for the subscription.'),
  pg_stat_subscription_received_lsn_bytes: subscription.gauge('WAL position received.'),
  pg_stat_subscription_latest_end_lsn_bytes: subscription.gauge('WAL position last reported to the publisher.'),
  pg_stat_subscription_last_msg_send_timestamp_seconds: subscription.gauge('When the publisher sent its last message.'),
  pg_stat_subscription_last_msg_receipt_timestamp_seconds: subscription.gauge('When the last message came.'),
  pg_stat_subscription_stats_apply_errors_total: trouble.counter('Errors while changes were applied.'),
  pg_stat_subscription_stats_sync_errors_total: trouble.counter('Errors while tables were copied at first.'),
  pg_stat_subscription_stats_conflicts_total: from('pg_stat_subscription_stats', { ...perSubscription, conflict: 'open' }, 10).counter(
    'Conflicts between changes that came and rows that were there, by kind; from 18.',
  ),
}
