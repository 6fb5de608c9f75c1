import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { containerSite } from '../../generator/emit/index.js'
import type { SiteOptions } from '../../generator/emit/index.js'
import { everyAlert } from './alerts.js'
import type { AlertLabels } from './alerts.js'
import { atMost, mustPass, programSets } from './programs.js'
import { everyReceiver, rendered } from './sites.js'

const committed = join(import.meta.dirname, '../..')
const full = rendered(everyReceiver())
afterAll(() => rmSync(full, { recursive: true }))

const sites = [
  ['as committed', committed, containerSite()],
  ['with every receiver', full, everyReceiver()],
] as const satisfies readonly (readonly [string, string, SiteOptions])[]

const FOR_PRIORITY = {
  P0: { pagerduty: ['pager'] },
  // one within office hours, one beside them
  P1: { slack: ['chat', 'chat'] },
  P2: { slack: ['chat'] },
  P3: { email: ['tickets'] },
} as const satisfies Readonly<Record<string, { readonly [R in keyof SiteOptions['receivers']]?: readonly string[] }>>

/** Who must hear of an alert, worked out from the design's table and not from the routes. */
const mustReach = ({ alertname, priority }: AlertLabels, { receivers }: SiteOptions): readonly string[] => {
  if (alertname === 'Watchdog') return ['watchdog']
  const told = Object.entries(FOR_PRIORITY[priority as keyof typeof FOR_PRIORITY])
  return ['inbox', ...told.flatMap(([receiver, names]) => (Object.hasOwn(receivers, receiver) ? names : []))]
}

const textOf = (root: string): string => readFileSync(join(root, 'alertmanager/alertmanager.yml'), 'utf8')

describe.each(programSets().map((set) => [set.name, set] as const))('with %s', (_set, { amtool }) => {
  const two = atMost(2)

  describe.each(sites)('the routes %s', (_site, root, site) => {
    const file = join(root, 'alertmanager/alertmanager.yml')
    const reaches = (labels: AlertLabels, receivers: readonly string[]): Promise<string> =>
      two(() =>
        mustPass(amtool, [
          'config',
          'routes',
          'test',
          `--config.file=${file}`,
          `--verify.receivers=${receivers.join(',')}`,
          ...Object.entries(labels).map(([label, value]) => `${label}=${value}`),
        ]),
      )

    test('are accepted', async () => {
      expect(await mustPass(amtool, ['check-config', file])).toContain('SUCCESS')
    })

    test.concurrent.for(
      everyAlert().map(
        (labels) => [`${labels['alertname']} ${labels['priority']}`, mustReach(labels, site).join(' and '), labels] as const,
      ),
    )('take %s to %s', async ([, , labels]) => {
      await reaches(labels, mustReach(labels, site))
    })

    test("take an alert of somebody else's making to the inbox", async () => {
      await reaches({ alertname: 'FromElsewhere', severity: 'page' }, ['inbox'])
    })

    test('that are verified wrongly are refused', async () => {
      await expect(reaches({ alertname: 'CpuHigh', priority: 'P2' }, ['watchdog'])).rejects.toThrow('did not match')
    })
  })
})

interface Route {
  readonly receiver: string
  readonly matchers: readonly string[]
  readonly active_time_intervals?: readonly string[]
  readonly mute_time_intervals?: readonly string[]
}

describe('with every receiver', () => {
  const { receivers, route, time_intervals } = parse(textOf(full))

  test('secrets are read from their files', () => {
    expect(receivers).toMatchObject([
      { name: 'inbox' },
      { name: 'watchdog' },
      { name: 'pager', pagerduty_configs: [{ routing_key_file: '/run/secrets/pagerduty-key' }] },
      { name: 'chat', slack_configs: [{ api_url_file: '/run/secrets/slack-url' }] },
      { name: 'tickets', email_configs: [{ auth_password_file: '/run/secrets/mail-password', require_tls: true }] },
    ])
    expect(textOf(full)).not.toMatch(/^\s*-?\s*(routing_key|service_key|api_url|auth_password|auth_secret):/m)
  })

  test('P1 reaches the chat by one of two routes: within office hours, and seldom beside them', () => {
    const chat = (route.routes as readonly Route[]).filter(
      ({ receiver, matchers }) => receiver === 'chat' && matchers.includes('priority=~"P1"'),
    )
    expect(chat).toMatchObject([
      { active_time_intervals: ['office-hours'], repeat_interval: '4h' },
      { mute_time_intervals: ['office-hours'], repeat_interval: '1d' },
    ])
    expect(time_intervals).toEqual([
      {
        name: 'office-hours',
        time_intervals: [{ weekdays: ['monday:friday'], times: [{ start_time: '08:00', end_time: '18:00' }], location: 'UTC' }],
      },
    ])
  })

  test('P0 is paged at any hour and again every hour', () => {
    const pager = (route.routes as readonly Route[]).filter(({ receiver }) => receiver === 'pager')
    expect(pager).toMatchObject([{ matchers: ['priority=~"P0"'], repeat_interval: '1h' }])
    expect(pager[0]).not.toHaveProperty('active_time_intervals')
    expect(pager[0]).not.toHaveProperty('mute_time_intervals')
  })
})
