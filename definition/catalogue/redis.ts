import { counter, family, gauge } from './metric.js'

const target = { target: 'open' } as const
const grows = (help: string, field: string) => counter({ help, labels: target, source: `INFO ${field}`, series: 1 })
const stands = (help: string, field: string) => gauge({ help, labels: target, source: `INFO ${field}`, series: 1 })

/** Redis and Valkey, under redis_exporter's names; `target` tells several servers of one exporter apart. */
export const redis = family('exporter', {
  redis_up: gauge({ help: 'Whether the server answered (1) or not (0).', labels: target, source: 'connect', series: 1 }),
  redis_instance_info: gauge({
    help: 'Version and role of the server, always 1.',
    labels: { ...target, redis_version: 'open', redis_mode: 'open', role: 'open', os: 'open' },
    source: 'INFO server',
    series: 1,
  }),
  redis_uptime_in_seconds: stands('Time since the server started.', 'uptime_in_seconds'),
  redis_start_time_seconds: gauge({
    help: 'Start time, in seconds since the epoch.',
    labels: target,
    unit: 'timestamp',
    source: 'INFO uptime_in_seconds',
    series: 1,
  }),
  redis_connected_clients: stands('Client connections.', 'connected_clients'),
  redis_blocked_clients: stands('Clients waiting in a blocking call.', 'blocked_clients'),
  redis_connected_slaves: stands('Replicas connected.', 'connected_slaves'),
  redis_config_maxclients: gauge({
    help: 'Client connections allowed.',
    labels: target,
    source: 'INFO maxclients or CONFIG GET',
    series: 1,
  }),
  redis_memory_used_bytes: stands('Memory allocated.', 'used_memory'),
  redis_memory_used_rss_bytes: stands('Memory resident.', 'used_memory_rss'),
  redis_memory_used_peak_bytes: stands('Peak of memory allocated.', 'used_memory_peak'),
  redis_memory_max_bytes: stands('Memory allowed, 0 for no limit.', 'maxmemory'),
  redis_mem_fragmentation_ratio: stands('Resident over allocated memory.', 'mem_fragmentation_ratio'),
  redis_commands_processed_total: grows('Commands processed.', 'total_commands_processed'),
  redis_connections_received_total: grows('Connections accepted.', 'total_connections_received'),
  redis_rejected_connections_total: grows('Connections refused at the maxclients limit.', 'rejected_connections'),
  redis_keyspace_hits_total: grows('Keys looked up and found.', 'keyspace_hits'),
  redis_keyspace_misses_total: grows('Keys looked up and not found.', 'keyspace_misses'),
  redis_expired_keys_total: grows('Keys that expired.', 'expired_keys'),
  redis_evicted_keys_total: grows('Keys evicted at the maxmemory limit.', 'evicted_keys'),
  redis_net_input_bytes_total: grows('Bytes read from the network.', 'total_net_input_bytes'),
  redis_net_output_bytes_total: grows('Bytes written to the network.', 'total_net_output_bytes'),
  redis_cpu_sys_seconds_total: grows('System CPU time.', 'used_cpu_sys'),
  redis_cpu_user_seconds_total: grows('User CPU time.', 'used_cpu_user'),
  redis_rdb_last_save_timestamp_seconds: stands('Time of the last snapshot, in seconds since the epoch.', 'rdb_last_save_time'),
  redis_commands_total: counter({
    help: 'Calls, by command.',
    labels: { ...target, cmd: 'open' },
    source: 'INFO commandstats',
    series: 40,
  }),
  redis_commands_duration_seconds_total: counter({
    help: 'Time spent, by command.',
    labels: { ...target, cmd: 'open' },
    source: 'INFO commandstats',
    series: 40,
  }),
  redis_db_keys: gauge({ help: 'Keys, by database.', labels: { ...target, db: 'open' }, source: 'INFO keyspace', series: 16 }),
  redis_db_keys_expiring: gauge({
    help: 'Keys with an expiry, by database.',
    labels: { ...target, db: 'open' },
    source: 'INFO keyspace',
    series: 16,
  }),
})
