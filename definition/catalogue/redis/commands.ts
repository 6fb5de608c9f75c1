import { counter, gauge, histogram } from '../metric.js'
import { target } from './words.js'

const byCommand = { ...target, cmd: 'open' } as const
const calls = (help: string, field: string) => counter({ help, labels: byCommand, source: `INFO commandstats ${field}`, series: 40 })

/** Calls and times of each command. */
export const commands = {
  redis_commands_total: calls('Calls, by command.', 'calls'),
  redis_commands_duration_seconds_total: calls('Time spent, by command.', 'usec'),
  redis_commands_rejected_calls_total: calls('Calls refused before they ran, by command.', 'rejected_calls'),
  redis_commands_failed_calls_total: calls('Calls that failed while they ran, by command.', 'failed_calls'),
  /* On the page a summary with _sum and _count, as redis_exporter has it. */
  redis_latency_percentiles_usec: gauge({
    help: 'Time of a call in microseconds since the start or CONFIG RESETSTAT, by command.',
    labels: { ...byCommand, quantile: 'open' },
    source: 'INFO latencystats',
    series: 200,
  }),
  redis_commands_latencies_usec: histogram({
    help: 'Time of calls in microseconds, by command.',
    labels: byCommand,
    buckets: [], // the server's own, about 20
    source: 'LATENCY HISTOGRAM',
    series: 300,
  }),
  redis_latency_spike_last: gauge({
    help: 'When an event was last slow, in seconds since the epoch.',
    labels: { ...target, event_name: 'open' },
    unit: 'timestamp',
    source: 'LATENCY LATEST',
    series: 5,
  }),
  redis_latency_spike_duration_seconds: gauge({
    help: 'How long an event took when it was last slow.',
    labels: { ...target, event_name: 'open' },
    source: 'LATENCY LATEST',
    series: 5,
  }),
}

const log = (help: string, source: string) => gauge({ help, labels: target, source, series: 1 })

/** The log of slow commands, and on Valkey of large ones. */
export const slowlog = {
  redis_slowlog_length: log('Commands in the log of slow ones.', 'SLOWLOG LEN'),
  redis_slowlog_last_id: log('Number of the last slow command.', 'SLOWLOG GET 1'),
  redis_last_slow_execution_duration_seconds: log('How long the last slow command took.', 'SLOWLOG GET 1'),
  redis_commandlog_slow_length: log('Commands in the log of slow ones.', 'COMMANDLOG LEN slow'),
  redis_commandlog_large_request_length: log('Commands in the log of large requests.', 'COMMANDLOG LEN large-request'),
  redis_commandlog_large_reply_length: log('Commands in the log of large replies.', 'COMMANDLOG LEN large-reply'),
  redis_commandlog_execution_slower_than: log('Microseconds above which a command is slow.', 'CONFIG commandlog-execution-slower-than'),
  redis_commandlog_slow_execution_max_len: log('Slow commands kept.', 'CONFIG commandlog-slow-execution-max-len'),
  redis_commandlog_request_larger_than: log('Bytes above which a request is large.', 'CONFIG commandlog-request-larger-than'),
  redis_commandlog_large_request_max_len: log('Large requests kept.', 'CONFIG commandlog-large-request-max-len'),
  redis_commandlog_reply_larger_than: log('Bytes above which a reply is large.', 'CONFIG commandlog-reply-larger-than'),
  redis_commandlog_large_reply_max_len: log('Large replies kept.', 'CONFIG commandlog-large-reply-max-len'),
}
