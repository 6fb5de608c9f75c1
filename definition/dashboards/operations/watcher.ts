import { metrics } from '../../catalogue/index.js'
import { query } from '../../promql/index.js'
import type { Panel } from '../language/index.js'
import { everything, services } from '../language/index.js'

const {
  plimsoll_collector_duration_seconds: collecting,
  plimsoll_series_overflowed: overflowed,
  scrape_samples_scraped: samples,
  alertmanager_notifications_total: notifications,
  desk_alerts_open: inbox,
  desk_watchdog_last_seen_timestamp_seconds: watchdogSeen,
} = query(metrics)

const graph = { kind: 'timeseries', width: 8, height: 8, scope: services, whenEmpty: 'nothing reported' } as const

/** What the monitoring says of itself beyond its limits. */
export const watcherPanels: readonly Panel[] = [
  {
    ...graph,
    title: 'Time of collectors',
    shows: 'Time that each collector took in the last collection.',
    worry: 'One that comes near the scrape timeout of 10 s.',
    act: 'Is its source slow? See the row of the source.',
    scope: everything,
    queries: [{ of: collecting.max('collector', 'target'), legend: '{{collector}} {{target}}' }],
  },
  {
    ...graph,
    title: 'Samples a scrape',
    shows: 'Samples that each target exposes.',
    worry: 'Growth without a release: a label without a bound.',
    act: '/tsdb-status of Prometheus lists the largest metrics and labels.',
    queries: [{ of: samples.max('service'), legend: '{{service}}' }],
  },
  {
    ...graph,
    title: 'Series folded away',
    shows: 'Series folded into "other" because a metric went over its budget.',
    worry: 'Anything over 0: figures of some labels are no longer told apart.',
    act: 'Which label grew? Bound it where it is written, or raise the budget.',
    whenEmpty: 'none folded',
    scope: everything,
    queries: [{ of: overflowed.max('metric'), legend: '{{metric}}' }],
  },
  {
    ...graph,
    title: 'Notifications sent',
    shows: 'Notifications that Alertmanager tried a second, by integration.',
    worry: 'None at all: even Watchdog must arrive every minute.',
    act: 'Is Alertmanager up, and does Prometheus know it?',
    queries: [{ of: notifications.rate('5m').sum('integration'), legend: '{{integration}}' }],
  },
  {
    ...graph,
    title: 'Alerts in the inbox',
    shows: 'Alerts that the inbox holds open, by priority.',
    worry: 'More than fire above: a resolution did not arrive.',
    act: "Look at the inbox's log and at Alertmanager's.",
    queries: [{ of: inbox.max('priority'), legend: '{{priority}}' }],
  },
  {
    ...graph,
    kind: 'stat',
    height: 8,
    title: 'Watchdog last seen',
    shows: 'Time since the Watchdog alert last arrived in the inbox: the whole way from a rule to a person.',
    worry: 'Over a few minutes: no other alert arrives either.',
    act: 'Prometheus, Alertmanager, inbox: the first that is down is the answer.',
    whenEmpty: 'never seen',
    queries: [{ of: watchdogSeen.above({ value: 0, unit: 'timestamp', text: '0' }).max().age(), legend: 'ago' }],
  },
]
