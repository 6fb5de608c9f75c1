import { gauge } from '../metric.js'
import { target } from './words.js'

const configured = (help: string, key: string) => gauge({ help, labels: target, source: `CONFIG ${key}`, series: 1 })

/** What the server is told to do, and how reading it went. */
export const settings = {
  redis_config_maxclients: configured('Client connections allowed.', 'maxclients'),
  redis_config_maxmemory: configured('Memory allowed, 0 for no limit.', 'maxmemory'),
  redis_config_io_threads: configured('Threads that read and write.', 'io-threads'),
  redis_config_repl_backlog_size: configured('Size of the replication backlog.', 'repl-backlog-size'),
  redis_config_client_output_buffer_limit_bytes: gauge({
    help: 'Answers that may wait for a client, by class.',
    labels: { ...target, class: 'open', limit: ['hard', 'soft'] },
    source: 'CONFIG client-output-buffer-limit',
    series: 6,
  }),
  redis_config_client_output_buffer_limit_overcome_seconds: gauge({
    help: 'How long a client may be above the soft limit, by class.',
    labels: { ...target, class: 'open', limit: ['soft'] },
    source: 'CONFIG client-output-buffer-limit',
    series: 3,
  }),
  redis_exporter_last_scrape_duration_seconds: gauge({ help: 'How long reading took.', labels: target, source: 'exporter', series: 1 }),
  redis_exporter_last_scrape_error: gauge({
    help: 'Whether reading failed (1) or not (0), with the kind of failure.',
    labels: { ...target, err: ['', 'unreachable', 'authentication', 'timeout', 'answer'] },
    source: 'exporter',
    series: 1,
  }),
}
