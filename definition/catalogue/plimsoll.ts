import { counter, family, gauge } from './metric.js'

export const PRIORITIES = ['P0', 'P1', 'P2', 'P3'] as const

/** What the exporter says of its own work. */
export const exporterSelf = family('exporter', {
  plimsoll_collector_success: gauge({
    help: 'Whether the collector read its source in the last collection (1) or not (0).',
    labels: { collector: 'open', target: 'open' },
    source: 'exporter/runner',
    series: 20,
  }),
  plimsoll_collector_duration_seconds: gauge({
    help: 'Time the collector took in the last collection.',
    labels: { collector: 'open', target: 'open' },
    source: 'exporter/runner',
    series: 20,
  }),
  plimsoll_series_overflowed: gauge({
    help: 'Series folded into "other" in the last collection because the metric went over its budget.',
    labels: { metric: 'open' },
    source: 'exporter/exposition',
    series: 5,
  }),
  plimsoll_series_duplicates: gauge({
    help: 'Samples refused in the last collection because another one had the same labels.',
    labels: { metric: 'open' },
    source: 'exporter/exposition',
    series: 5,
  }),
  plimsoll_query_cache_age_seconds: gauge({
    help: 'Age of the rows that a business query answers with.',
    labels: { query: 'open', target: 'open' },
    source: 'exporter/collectors/business',
    series: 5,
  }),
})

/** What the generated rules record. */
export const ruleSeries = family('rules', {
  plimsoll_threshold: gauge({
    help: 'Every limit of the definition, in the unit of its signal.',
    labels: { alertname: 'open', priority: PRIORITIES },
    source: 'generated rules',
    series: 60,
  }),
  plimsoll_target_expected: gauge({
    help: '1 for each target that the definition lists.',
    labels: { job: 'open', service: 'open' },
    source: 'generated rules',
    series: 8,
  }),
  ALERTS: gauge({
    help: '1 while an alert is pending or firing; it also carries the labels of the limit.',
    labels: { alertname: 'open', alertstate: ['pending', 'firing'], priority: PRIORITIES, owner: 'open' },
    source: 'Prometheus alerting rules',
    series: 20,
  }),
  ALERTS_FOR_STATE: gauge({
    help: 'When the condition of a pending or firing alert began to hold.',
    labels: { alertname: 'open', priority: PRIORITIES, owner: 'open' },
    unit: 'timestamp',
    source: 'Prometheus alerting rules',
    series: 20,
  }),
})

export const deskSelf = family('desk', {
  desk_alerts_received_total: counter({
    help: 'Alerts taken in from Alertmanager, by status.',
    labels: { status: ['firing', 'resolved'] },
    source: 'desk/routes/alerts',
  }),
  desk_alerts_open: gauge({
    help: 'Alerts in the inbox that are firing now, by priority; none stands for alerts that carry no priority.',
    labels: { priority: [...PRIORITIES, 'none'] },
    source: 'SQL desk.alerts',
  }),
  desk_watchdog_last_seen_timestamp_seconds: gauge({
    help: 'When the Watchdog alert last arrived; 0 when it never did.',
    source: 'SQL desk.watchdog',
  }),
  desk_database_up: gauge({ help: 'Whether the inbox reached its database at this scrape.', source: 'desk/routes/health' }),
})

/** What Prometheus and Alertmanager say of themselves, as far as a limit needs it. */
export const prometheusSelf = family('prometheus', {
  up: gauge({ help: 'Whether the last scrape of the target worked.', source: 'Prometheus scrape', series: 10 }),
  scrape_duration_seconds: gauge({ help: 'Time the scrape took.', source: 'Prometheus scrape', series: 10 }),
  scrape_samples_scraped: gauge({ help: 'Samples the target exposed.', source: 'Prometheus scrape', series: 10 }),
  prometheus_config_last_reload_successful: gauge({ help: 'Whether the last configuration reload worked.', source: 'Prometheus /metrics' }),
  prometheus_rule_evaluation_failures_total: counter({
    help: 'Rule evaluations that failed.',
    labels: { rule_group: 'open' },
    source: 'Prometheus /metrics',
    series: 20,
  }),
  prometheus_notifications_dropped_total: counter({
    help: 'Alerts that never reached an Alertmanager.',
    source: 'Prometheus /metrics',
  }),
  prometheus_notifications_alertmanagers_discovered: gauge({
    help: 'Alertmanagers that Prometheus sends to.',
    source: 'Prometheus /metrics',
  }),
  prometheus_tsdb_head_series: gauge({ help: 'Series in the head block.', source: 'Prometheus /metrics' }),
  prometheus_build_info: gauge({
    help: 'Version of Prometheus.',
    labels: { version: 'open' },
    source: 'Prometheus /metrics',
    series: 1,
  }),
})

export const alertmanagerSelf = family('alertmanager', {
  alertmanager_config_last_reload_successful: gauge({
    help: 'Whether the last configuration reload worked.',
    source: 'Alertmanager /metrics',
  }),
  alertmanager_notifications_total: counter({
    help: 'Notifications tried, by integration.',
    labels: { integration: 'open' },
    source: 'Alertmanager /metrics',
    series: 20,
  }),
  alertmanager_notifications_failed_total: counter({
    help: 'Notifications that failed, by integration.',
    labels: { integration: 'open' },
    source: 'Alertmanager /metrics',
    series: 20,
  }),
  alertmanager_alerts: gauge({
    help: 'Alerts Alertmanager holds, by state.',
    labels: { state: ['active', 'suppressed', 'unprocessed'] },
    source: 'Alertmanager /metrics',
  }),
})
