import { gauge } from '../metric.js'
import { bytes, grows, stands, target } from './words.js'

/** The server, its processor time and its threads. */
export const server = {
  redis_up: gauge({ help: 'Whether the server answered (1) or not (0).', labels: target, source: 'connect', series: 1 }),
  redis_instance_info: gauge({
    help: 'Version and role of the server, always 1.',
    labels: {
      ...target,
      role: 'open',
      redis_version: 'open',
      redis_build_id: 'open',
      redis_mode: 'open',
      os: 'open',
      maxmemory_policy: 'open',
      tcp_port: 'open',
      run_id: 'open',
      process_id: 'open',
      master_replid: 'open',
      valkey_version: 'open',
      valkey_release_stage: 'open',
    },
    source: 'INFO server, memory, replication',
    series: 1,
  }),
  redis_uptime_in_seconds: stands('Time since the server started.', 'uptime_in_seconds'),
  redis_start_time_seconds: gauge({
    help: 'Start time, in seconds since the epoch.',
    labels: target,
    unit: 'timestamp',
    source: 'INFO server_time_usec less uptime_in_seconds',
    series: 1,
  }),
  redis_process_id: stands('Process id of the server.', 'process_id'),
  redis_hz: stands('Runs of the background tasks a second, as they are now.', 'hz'),
  redis_configured_hz: stands('Runs of the background tasks a second, as configured.', 'configured_hz'),
  redis_io_threads_active: stands('Whether threads read and write for the main one (1) or not (0).', 'io_threads_active'),
  redis_total_system_memory_bytes: bytes('Memory of the machine as the server sees it.', 'total_system_memory'),
  redis_cpu_sys_seconds_total: grows('System CPU time.', 'used_cpu_sys'),
  redis_cpu_user_seconds_total: grows('User CPU time.', 'used_cpu_user'),
  redis_cpu_sys_children_seconds_total: grows('System CPU time of background processes.', 'used_cpu_sys_children'),
  redis_cpu_user_children_seconds_total: grows('User CPU time of background processes.', 'used_cpu_user_children'),
  redis_cpu_sys_main_thread_seconds_total: grows('System CPU time of the main thread.', 'used_cpu_sys_main_thread'),
  redis_cpu_user_main_thread_seconds_total: grows('User CPU time of the main thread.', 'used_cpu_user_main_thread'),
  redis_active_time_main_thread_seconds_total: grows('Time the main thread did not wait.', 'used_active_time_main_thread'),
  redis_latest_fork_seconds: stands('How long the last fork held the server.', 'latest_fork_usec'),
  redis_migrate_cached_sockets_total: stands('Sockets open to move keys elsewhere.', 'migrate_cached_sockets'),
}
