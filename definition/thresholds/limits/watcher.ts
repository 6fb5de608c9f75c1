import { metrics } from '../../catalogue/index.js'
import { count, query, seconds } from '../../promql/index.js'
import { grows, stands, threshold, watchdog } from '../language/index.js'
import { onExporter } from './targets.js'

const {
  alertmanager_config_last_reload_successful: routesLoaded,
  alertmanager_notifications_failed_total: notificationsFailed,
  plimsoll_collector_success: collected,
  prometheus_config_last_reload_successful: rulesLoaded,
  prometheus_notifications_dropped_total: dropped,
  prometheus_rule_evaluation_failures_total: ruleFailures,
  prometheus_tsdb_head_series: headSeries,
  scrape_duration_seconds: scrapeDuration,
} = query(metrics)

const none = { ...count(0), unit: 'count per second' } as const
const onPrometheus = { job: 'prometheus', service: 'prometheus', instance: 'prometheus:9090' } as const
const onAlertmanager = { job: 'alertmanager', service: 'alertmanager', instance: 'alertmanager:9093' } as const

export const alwaysFiring = watchdog({
  owner: 'operations',
  summary: () => 'The way from Prometheus to people works.',
  means: 'This alert always fires. When it stops arriving, no other alert arrives either.',
  check: ['Nothing to do while it arrives.', 'When it is missing: is Prometheus up, is Alertmanager up, does the receiver answer?'],
})

export const ruleEvaluation = threshold('RuleEvaluationFailing', ruleFailures.rate('5m').sum('instance'), {
  P1: { above: none, for: '5m' },
  owner: 'operations',
  summary: ({ instance }) => `${instance} cannot evaluate some of its rules.`,
  means: 'The alerts of those rules cannot fire.',
  check: ['Which group? /rules shows the error beside the rule.', 'Do two series meet where a join expects one?'],
  example: {
    of: { instance: 'prometheus:9090' },
    from: (value) => [grows(metrics.prometheus_rule_evaluation_failures_total, { ...onPrometheus, rule_group: 'http' }, value)],
  },
})

export const notifications = threshold('NotificationsFailing', notificationsFailed.rate('5m').sum('integration'), {
  P1: { above: none, for: '5m' },
  owner: 'operations',
  summary: ({ integration }) => `Alertmanager cannot deliver by ${integration}.`,
  means: 'Alerts fire and nobody hears of them by this way.',
  check: ["Alertmanager's log names the receiver and the answer it got.", 'Did a secret expire, or is the receiver down?'],
  example: {
    of: { integration: 'webhook' },
    from: (value) => [grows(metrics.alertmanager_notifications_failed_total, { ...onAlertmanager, integration: 'webhook' }, value)],
  },
})

export const alertsDropped = threshold('AlertsDropped', dropped.rate('5m').sum('instance'), {
  P1: { above: none, for: '5m' },
  owner: 'operations',
  summary: ({ instance }) => `${instance} drops alerts on the way to Alertmanager.`,
  means: 'Alerts fire and never reach Alertmanager.',
  check: ['Is Alertmanager up and reachable from Prometheus?', 'Does its log name rejected alerts?'],
  example: {
    of: { instance: 'prometheus:9090' },
    from: (value) => [grows(metrics.prometheus_notifications_dropped_total, onPrometheus, value)],
  },
})

const reloadWords = {
  owner: 'operations',
  means: 'The last change of the configuration is not in force.',
  check: ['Read the log line of the reload: it names file and line.', 'Run plimsoll generate --check and promtool check config.'],
} as const

export const prometheusReload = threshold('PrometheusConfigurationRejected', rulesLoaded.min('instance'), {
  P1: { below: count(1), for: '5m' },
  ...reloadWords,
  summary: ({ instance }) => `${instance} refused its new configuration.`,
  example: {
    of: { instance: 'prometheus:9090' },
    from: (value) => [stands(metrics.prometheus_config_last_reload_successful, onPrometheus, value)],
  },
})

export const alertmanagerReload = threshold('AlertmanagerConfigurationRejected', routesLoaded.min('instance'), {
  P1: { below: count(1), for: '5m' },
  ...reloadWords,
  summary: ({ instance }) => `${instance} refused its new configuration.`,
  example: {
    of: { instance: 'alertmanager:9093' },
    from: (value) => [stands(metrics.alertmanager_config_last_reload_successful, onAlertmanager, value)],
  },
})

export const collectorFailing = threshold('CollectorFailing', collected.min('collector', 'target'), {
  P2: { below: count(1), for: '5m' },
  owner: 'operations',
  summary: ({ collector, target }) => `The collector ${collector} cannot read ${target}.`,
  means: 'The figures of this source stand still or are missing; their alerts cannot fire.',
  check: [
    "The exporter's log names the error.",
    'May the monitoring user still read the source?',
    'Is the source slow? See the duration of the collector.',
  ],
  example: {
    of: { collector: 'postgres', target: 'shop' },
    from: (value) => [stands(metrics.plimsoll_collector_success, { ...onExporter, collector: 'postgres', target: 'shop' }, value)],
  },
})

export const scrapeSlow = threshold('ScrapeNearLimit', scrapeDuration.max('job', 'instance'), {
  P2: { above: seconds(8), for: '10m' },
  owner: 'operations',
  summary: ({ job, instance }) => `Scraping ${instance} of ${job} takes nearly as long as it may.`,
  means: 'A scrape over 10 s is thrown away; then figures are missing.',
  check: ['Which collector takes longest? See plimsoll_collector_duration_seconds.', 'Did the number of series grow?'],
  example: {
    of: { job: 'exporter', instance: 'exporter:9464' },
    from: (value) => [stands(metrics.scrape_duration_seconds, onExporter, value)],
  },
})

/** What one Prometheus of the stack holds in 1 GiB with room to spare. */
const SERIES_BUDGET = count(150_000)

export const seriesBudget = threshold('SeriesBudgetExceeded', headSeries.max('instance'), {
  P3: { above: SERIES_BUDGET, for: '15m' },
  owner: 'operations',
  summary: ({ instance }) => `${instance} holds more series than planned.`,
  means: 'Memory and query times grow with every series; a runaway label can take Prometheus down.',
  check: ['Which metric grew? /tsdb-status lists the largest.', 'Which label has no bound? Give it one where it is written.'],
  example: {
    of: { instance: 'prometheus:9090' },
    from: (value) => [stands(metrics.prometheus_tsdb_head_series, onPrometheus, value)],
  },
})
