/** Metrics that the dashboards of probes and of a Node process ask for. */
export const probeNames = [
  'probe_dns_lookup_time_seconds',
  'probe_duration_seconds',
  'probe_http_duration_seconds',
  'probe_http_ssl',
  'probe_http_status_code',
  'probe_http_version',
  'probe_ssl_earliest_cert_expiry',
  'probe_success',
] as const

export const processNames = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_eventloop_lag_seconds',
  'nodejs_external_memory_bytes',
  'nodejs_heap_size_total_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_heap_space_size_available_bytes',
  'nodejs_heap_space_size_total_bytes',
  'nodejs_heap_space_size_used_bytes',
  'nodejs_version_info',
  'process_cpu_system_seconds_total',
  'process_cpu_user_seconds_total',
  'process_resident_memory_bytes',
  'process_start_time_seconds',
] as const
