import { redis } from '../../../definition/catalogue/index.js'

/** Fields of INFO and the metric each becomes, as redis_exporter names them. */
export const FIELDS = {
  uptime_in_seconds: redis.redis_uptime_in_seconds,
  connected_clients: redis.redis_connected_clients,
  blocked_clients: redis.redis_blocked_clients,
  connected_slaves: redis.redis_connected_slaves,
  used_memory: redis.redis_memory_used_bytes,
  used_memory_rss: redis.redis_memory_used_rss_bytes,
  used_memory_peak: redis.redis_memory_used_peak_bytes,
  maxmemory: redis.redis_memory_max_bytes,
  mem_fragmentation_ratio: redis.redis_mem_fragmentation_ratio,
  total_commands_processed: redis.redis_commands_processed_total,
  total_connections_received: redis.redis_connections_received_total,
  rejected_connections: redis.redis_rejected_connections_total,
  keyspace_hits: redis.redis_keyspace_hits_total,
  keyspace_misses: redis.redis_keyspace_misses_total,
  expired_keys: redis.redis_expired_keys_total,
  evicted_keys: redis.redis_evicted_keys_total,
  total_net_input_bytes: redis.redis_net_input_bytes_total,
  total_net_output_bytes: redis.redis_net_output_bytes_total,
  used_cpu_sys: redis.redis_cpu_sys_seconds_total,
  used_cpu_user: redis.redis_cpu_user_seconds_total,
  rdb_last_save_time: redis.redis_rdb_last_save_timestamp_seconds,
} as const
