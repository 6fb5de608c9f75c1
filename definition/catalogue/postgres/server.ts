import { from, perDatabase, perTarget } from './shared.js'

const connection = from('connect', perTarget)
const version = from('version()', { target: 'open', version: 'open', short_version: 'open' })
const start = from('pg_postmaster_start_time()', perTarget)
const setting = from('pg_settings', perTarget).gauge
const scrape = from('exporter/collectors/postgres', perTarget)
const collector = from('exporter/collectors/postgres', { target: 'open', collector: 'open' }, 40)
const size = from('pg_database_size()', perDatabase, 5)
const database = from('pg_database', perDatabase, 5)
const role = from('pg_roles', { target: 'open', rolname: 'open' }, 20)

/** The server as a whole. */
export const server = {
  pg_up: connection.gauge('Whether the server answered (1) or not (0).'),
  pg_static: version.gauge('Version of the server, always 1.'),
  pg_postmaster_start_time_seconds: start.timestamp('Time the server started, in seconds since the epoch.'),
  pg_exporter_last_scrape_duration_seconds: scrape.gauge('Time that reading the server took.'),
  pg_exporter_last_scrape_error: scrape.gauge('Whether a collector of the server failed (1) or none did (0).'),
  pg_exporter_scrapes_total: scrape.counter('Times that the server was read.'),
  pg_scrape_collector_success: collector.gauge('Whether the collector read its view (1) or not (0).'),
  pg_scrape_collector_duration_seconds: collector.gauge('Time the collector took.'),
  pg_database_size_bytes: size.gauge('Size on disk.'),
  pg_database_connection_limit: database.gauge('Connection limit of the database, -1 for none.'),
  pg_database_wraparound_age_datfrozenxid_seconds: from('age(datfrozenxid)', perDatabase, 5).gauge(
    'Transactions since the oldest that is not frozen; the name is inherited, these are no seconds.',
  ),
  pg_database_wraparound_age_datminmxid_seconds: from('mxid_age(datminmxid)', perDatabase, 5).gauge(
    'Multixacts since the oldest that is in use; the name is inherited, these are no seconds.',
  ),
  pg_roles_connection_limit: role.gauge('Connection limit of the role, -1 for none.'),
  pg_settings_max_connections: setting('Maximum number of concurrent connections.'),
  pg_settings_superuser_reserved_connections: setting('Connections kept for superusers.'),
  pg_settings_shared_buffers_bytes: setting('Shared memory buffers of the server.'),
  pg_settings_effective_cache_size_bytes: setting("Planner's assumption of the total size of the data caches."),
  pg_settings_maintenance_work_mem_bytes: setting('Maximum memory for maintenance operations.'),
  pg_settings_work_mem_bytes: setting('Maximum memory for query workspaces.'),
  pg_settings_max_wal_size_bytes: setting('WAL size that triggers a checkpoint.'),
  pg_settings_random_page_cost: setting("Planner's estimate of the cost of a non-sequential page."),
  pg_settings_seq_page_cost: setting("Planner's estimate of the cost of a sequential page."),
  pg_settings_max_worker_processes: setting('Maximum number of background worker processes.'),
  pg_settings_max_parallel_workers: setting('Maximum number of parallel workers.'),
}
