import type { Receivers } from '../../definition/site/index.js'
import { OFFICE_HOURS } from '../../definition/site/index.js'
import { definition, limitsOf } from '../../definition/thresholds/index.js'
import type { Limit, Priority } from '../../definition/thresholds/index.js'
import type { Document } from './document.js'
import type { SiteOptions } from './site-options.js'
import { yamlText } from './yaml-text.js'

interface Channel {
  readonly name: string
  readonly settings: object
  readonly routes: readonly object[]
}

const only = (...priorities: readonly Priority[]): readonly string[] => [`priority=~"${priorities.join('|')}"`]

const pager = ({ pagerduty }: Receivers): readonly Channel[] =>
  pagerduty
    ? [
        {
          name: 'pager',
          settings: { pagerduty_configs: [{ routing_key_file: pagerduty.routingKeyFile, severity: 'critical', send_resolved: true }] },
          routes: [
            { matchers: only('P0'), receiver: 'pager', continue: true, group_wait: '10s', group_interval: '1m', repeat_interval: '1h' },
          ],
        },
      ]
    : []

const chat = ({ slack }: Receivers): readonly Channel[] =>
  slack
    ? [
        {
          name: 'chat',
          settings: { slack_configs: [{ api_url_file: slack.urlFile, channel: slack.channel, send_resolved: true }] },
          routes: [
            { matchers: only('P1'), receiver: 'chat', continue: true, active_time_intervals: ['office-hours'], repeat_interval: '4h' },
            { matchers: only('P1'), receiver: 'chat', continue: true, mute_time_intervals: ['office-hours'], repeat_interval: '1d' },
            { matchers: only('P2'), receiver: 'chat', continue: true, group_wait: '5m', group_interval: '15m', repeat_interval: '12h' },
          ],
        },
      ]
    : []

const tickets = ({ email }: Receivers): readonly Channel[] =>
  email
    ? [
        {
          name: 'tickets',
          settings: {
            email_configs: [
              {
                to: email.to,
                from: email.from,
                smarthost: email.smarthost,
                require_tls: email.passwordFile !== undefined,
                ...(email.passwordFile && { auth_username: email.from, auth_password_file: email.passwordFile }),
                send_resolved: false,
              },
            ],
          },
          routes: [
            {
              matchers: only('P3'),
              receiver: 'tickets',
              continue: true,
              group_by: ['owner'],
              group_wait: '10m',
              group_interval: '1d',
              repeat_interval: '1d',
            },
          ],
        },
      ]
    : []

const PRIORITIES: readonly Priority[] = ['P0', 'P1', 'P2', 'P3']

/** Levels of one limit carry the same labels but for their own; a label missing on both sides counts as equal. */
const levelInhibitions = (limits: readonly Limit[]): readonly object[] => {
  const equal = ['alertname', ...new Set(limits.flatMap((limit) => limit.labels))]
  return PRIORITIES.slice(0, -1).map((source, index) => ({
    source_matchers: only(source),
    target_matchers: only(...PRIORITIES.slice(index + 1)),
    equal,
  }))
}

/** Each once, also where a site gives some series another value. */
const prioritiesOf = ({ levels }: Limit): readonly Priority[] =>
  PRIORITIES.filter((priority) => levels.some((level) => level.priority === priority))

/** A cause silences what is no more severe than itself: for what the chat is told, a page must not be missed. */
const causeInhibition = (cause: Limit, echo: Limit): readonly object[] =>
  prioritiesOf(cause).flatMap((priority) => {
    const silenced = prioritiesOf(echo).filter((other) => PRIORITIES.indexOf(other) >= PRIORITIES.indexOf(priority))
    if (silenced.length === 0) return []
    return [
      {
        source_matchers: [`alertname="${cause.name}"`, ...only(priority)],
        target_matchers: [`alertname="${echo.name}"`, ...only(...silenced)],
        equal: echo.labels.filter((label) => cause.labels.includes(label)),
      },
    ]
  })

const causeInhibitions = (limits: readonly Limit[]): readonly object[] =>
  limits.flatMap((echo) => limits.filter(({ name }) => echo.silencedBy.includes(name)).flatMap((cause) => causeInhibition(cause, echo)))

const watchdogRoute = {
  matchers: ['alertname="Watchdog"'],
  receiver: 'watchdog',
  group_wait: '0s',
  group_interval: '1m',
  // under the interval: at exactly one minute every second tick finds it not quite due
  repeat_interval: '50s',
}

/** The inbox holds every alert, whoever else is told; it is first so that nothing can stop an alert before it. */
const inboxRoute = {
  matchers: only('P0', 'P1', 'P2', 'P3'),
  receiver: 'inbox',
  continue: true,
  group_by: ['alertname', 'service', 'priority'],
  group_wait: '10s',
  group_interval: '30s',
  repeat_interval: '1h',
}

const officeHours = {
  name: 'office-hours',
  time_intervals: [
    {
      weekdays: [OFFICE_HOURS.days],
      times: [{ start_time: OFFICE_HOURS.from, end_time: OFFICE_HOURS.to }],
      location: OFFICE_HOURS.location,
    },
  ],
}

/** alertmanager.yml with the keys that both 0.25 and 0.34 take. */
export const alertmanagerConfig = (site: SiteOptions, of = definition): Document => {
  const limits = limitsOf(of)
  const channels = [...pager(site.receivers), ...chat(site.receivers), ...tickets(site.receivers)]
  const webhook = (path: string, resolved: boolean) => ({
    webhook_configs: [{ url: `http://${site.addresses.desk}${path}`, send_resolved: resolved }],
  })
  return {
    path: 'alertmanager/alertmanager.yml',
    text: yamlText({
      global: { resolve_timeout: '5m' },
      route: {
        receiver: 'inbox',
        group_by: ['alertname', 'service'],
        group_wait: '30s',
        group_interval: '5m',
        repeat_interval: '4h',
        routes: [watchdogRoute, inboxRoute, ...channels.flatMap(({ routes }) => routes)],
      },
      receivers: [
        { name: 'inbox', ...webhook('/api/alerts', true) },
        { name: 'watchdog', ...webhook('/api/watchdog', false) },
        ...channels.map(({ name, settings }) => ({ name, ...settings })),
      ],
      inhibit_rules: [...levelInhibitions(limits), ...causeInhibitions(limits)],
      ...(site.receivers.slack && { time_intervals: [officeHours] }),
    }),
  }
}
