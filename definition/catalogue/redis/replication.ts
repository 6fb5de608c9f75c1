import { gauge } from '../metric.js'
import { stands, target } from './words.js'

const ofMaster = (help: string, field: string) =>
  gauge({ help, labels: { ...target, master_host: 'open', master_port: 'open' }, source: `INFO replication ${field}`, series: 1 })
const ofReplica = (help: string, field: string) =>
  gauge({
    help,
    labels: { ...target, slave_ip: 'open', slave_port: 'open', slave_state: 'open' },
    source: `INFO replication ${field} of slave<n>`,
    series: 5,
  })

/** Of a master and of a replica. */
export const replication = {
  redis_connected_slaves: stands('Replicas connected.', 'connected_slaves'),
  redis_connected_slave_offset_bytes: ofReplica('What a replica has confirmed of the stream.', 'offset'),
  redis_connected_slave_lag_seconds: ofReplica('Time since a replica last confirmed.', 'lag'),
  redis_master_repl_offset: stands('Bytes of the stream so far.', 'master_repl_offset'),
  redis_second_repl_offset: stands('Offset up to which the second replication id is valid.', 'second_repl_offset'),
  redis_repl_backlog_is_active: stands('Whether a backlog is kept (1) or not (0).', 'repl_backlog_active'),
  redis_replication_backlog_bytes: stands('Size of the backlog.', 'repl_backlog_size'),
  redis_repl_backlog_first_byte_offset: stands('Offset at which the backlog begins.', 'repl_backlog_first_byte_offset'),
  redis_repl_backlog_history_bytes: stands('Bytes in the backlog.', 'repl_backlog_histlen'),
  redis_replica_resyncs_full: stands('Replicas that had to copy everything.', 'sync_full'),
  redis_replica_partial_resync_accepted: stands('Replicas that went on from where they were.', 'sync_partial_ok'),
  redis_replica_partial_resync_denied: stands('Replicas that could not go on from where they were.', 'sync_partial_err'),
  redis_slave_expires_tracked_keys: stands('Keys with an expiry written to a replica.', 'slave_expires_tracked_keys'),
  redis_slave_priority: stands('Rank of a replica for failover.', 'slave_priority'),
  redis_slave_info: gauge({
    help: 'Master of a replica, always 1.',
    labels: { ...target, master_host: 'open', master_port: 'open', read_only: 'open' },
    source: 'INFO replication',
    series: 1,
  }),
  redis_slave_repl_offset: ofMaster('What a replica has read of the stream.', 'slave_repl_offset'),
  redis_master_link_up: ofMaster('Whether the master is reached (1) or not (0).', 'master_link_status'),
  redis_master_last_io_seconds_ago: ofMaster(
    'Time since the master last said something, -1 while it is not reached.',
    'master_last_io_seconds_ago',
  ),
  redis_master_sync_in_progress: ofMaster('Whether everything is being copied from the master (1) or not (0).', 'master_sync_in_progress'),
}
