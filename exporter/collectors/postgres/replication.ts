import { postgres } from '../../../definition/catalogue/index.js'
import { instant, position, value, viewCollector, viewOf } from './view.js'

/** Where this server's WAL ends: what it has written, or received where it is a standby. */
const END = 'CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END'

/** Nothing of this stands in a view; pg_stat_archiver is one that every server has, with one row. */
const recovery = viewOf({
  view: 'pg_stat_archiver',
  labels: {},
  values: [
    value(postgres.pg_replication_is_replica, [], 'pg_is_in_recovery()::int'),
    value(
      postgres.pg_replication_lag_seconds,
      [],
      `CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
            ELSE greatest(0, extract(epoch FROM now() - pg_last_xact_replay_timestamp())) END`,
    ),
    value(
      postgres.pg_replication_last_replay_seconds,
      [],
      `CASE WHEN NOT pg_is_in_recovery() THEN 0 ELSE greatest(0, extract(epoch FROM now() - pg_last_xact_replay_timestamp())) END`,
    ),
    value(postgres.pg_replication_received_lsn_bytes, [], "pg_last_wal_receive_lsn() - '0/0'"),
    value(postgres.pg_replication_replayed_lsn_bytes, [], "pg_last_wal_replay_lsn() - '0/0'"),
  ],
})

/** A slot is linked to its sender by the process; a client without one has an empty name. */
const replicas = viewOf({
  view: 'pg_stat_replication',
  labels: { application_name: 'application_name', client_addr: 'client_addr', state: 'state', slot_name: 'slot_name', pid: 'pid' },
  values: [
    value(postgres.pg_stat_replication_pg_current_wal_lsn_bytes, [], `${END} - '0/0'`),
    value(postgres.pg_stat_replication_pg_wal_lsn_diff, 'replay_lsn', `${END} - replay_lsn`),
    position(postgres.pg_stat_replication_sent_lsn_bytes, 'sent_lsn'),
    position(postgres.pg_stat_replication_write_lsn_bytes, 'write_lsn'),
    position(postgres.pg_stat_replication_flush_lsn_bytes, 'flush_lsn'),
    position(postgres.pg_stat_replication_replay_lsn_bytes, 'replay_lsn'),
    instant(postgres.pg_stat_replication_write_lag_seconds, 'write_lag'),
    instant(postgres.pg_stat_replication_flush_lag_seconds, 'flush_lag'),
    instant(postgres.pg_stat_replication_replay_lag_seconds, 'replay_lag'),
  ],
  from: `pg_stat_replication LEFT JOIN (SELECT slot_name, active_pid FROM pg_replication_slots) AS slots ON active_pid = pid`,
  rest: 'ORDER BY pid',
})

const receiver = viewOf({
  view: 'pg_stat_wal_receiver',
  labels: { upstream_host: `trim(both '''' FROM substring(conninfo FROM 'host=([^ ]*)'))`, slot_name: 'slot_name', status: 'status' },
  values: [
    position(postgres.pg_stat_wal_receiver_receive_start_lsn, 'receive_start_lsn'),
    value(postgres.pg_stat_wal_receiver_receive_start_tli, 'receive_start_tli'),
    position(postgres.pg_stat_wal_receiver_written_lsn, 'written_lsn'),
    position(postgres.pg_stat_wal_receiver_flushed_lsn, 'flushed_lsn'),
    value(postgres.pg_stat_wal_receiver_received_tli, 'received_tli'),
    instant(postgres.pg_stat_wal_receiver_last_msg_send_time, 'last_msg_send_time'),
    instant(postgres.pg_stat_wal_receiver_last_msg_receipt_time, 'last_msg_receipt_time'),
    position(postgres.pg_stat_wal_receiver_latest_end_lsn, 'latest_end_lsn'),
    instant(postgres.pg_stat_wal_receiver_latest_end_time, 'latest_end_time'),
    value(postgres.pg_stat_wal_receiver_upstream_node, 'slot_name', `substring(slot_name FROM 'repmgr_slot_([0-9]+)')`),
  ],
})

/** This server as a replica, its own replicas, and what it receives. */
export const replicationCollector = viewCollector('postgres_replication', [recovery, replicas, receiver])
