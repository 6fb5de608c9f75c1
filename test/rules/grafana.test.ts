import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { dashboards } from '../../definition/dashboards/index.js'
import { targetsOf } from '../../generator/emit/grafana/index.js'

const run = promisify(execFile)

/** What Grafana sends when nothing is chosen. */
const sent = (text: string): string => text.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.+')

const all = dashboards.flatMap((dashboard) => targetsOf(dashboard))

const queryOf = (panel: string, place = 0): string => {
  const found = all.find((each) => each.dashboard === 'plimsoll-operations' && each.panel === panel)?.targets[place]
  if (!found) throw new Error(`no panel "${panel}"`)
  return sent(found.expression)
}

interface Series {
  readonly series: string
  readonly values: string
}

interface Sample {
  readonly labels: string
  readonly value: number
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-grafana-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const alerting = {
  groups: [{ name: 'alerts', rules: [{ alert: 'Slow', expr: 'slowness > 1', for: '5m', labels: { priority: 'P1', owner: 'platform' } }] }],
}

/** Has promtool evaluate a query at 10 minutes; it fails in promtool's words where the samples are others. */
const evaluates = async (name: string, expression: string, input: readonly Series[], samples: readonly Sample[]): Promise<void> => {
  const rules = join(folder, `${name}.rules.yml`)
  const file = join(folder, `${name}.test.yml`)
  writeFileSync(rules, stringify(alerting))
  const promql_expr_test = [{ expr: expression, eval_time: '10m', exp_samples: samples }]
  writeFileSync(
    file,
    stringify({ rule_files: [rules], evaluation_interval: '15s', tests: [{ interval: '15s', input_series: input, promql_expr_test }] }),
  )
  await run('promtool', ['test', 'rules', file]).catch((error: unknown) => {
    throw new Error(String((error as { stdout?: string }).stdout), { cause: error })
  })
}

const shop = 'job="shop", service="shop", instance="shop:4000"'
const requests = (status: string, values: string): Series => ({
  series: `http_requests_total{${shop}, method="GET", route="/api/products", status_code="${status}"}`,
  values,
})

test('Prometheus takes every query of every panel', async () => {
  const file = join(folder, 'queries.yml')
  const rules = all.flatMap(({ targets }, panel) =>
    targets.map(({ expression }, place) => ({ record: `panel:query:${panel}_${place}`, expr: sent(expression) })),
  )
  writeFileSync(file, stringify({ groups: [{ name: 'queries', rules }] }))
  const { stdout } = await run('promtool', ['check', 'rules', file])
  expect(stdout).toContain(`SUCCESS: ${rules.length} rules found`)
})

describe('without traffic', () => {
  const still = [requests('200', '7+0x60'), requests('500', '1+0x60')]

  test.each([['Failed requests'], ['Time of 95 % of requests'], ['Failed requests by service'], ['Routes']])(
    '%s is empty, and not 0',
    async (panel) => {
      const idle = `http_request_duration_seconds_bucket{${shop}, method="GET", route="/api/products", status_code="200", le="+Inf"}`
      await evaluates(panel.replaceAll(/\W/g, ''), queryOf(panel), [...still, { series: idle, values: '7+0x60' }], [])
    },
  )

  test('Payments accepted is empty, and not 0', async () => {
    const payments = { series: `shop_payments_total{${shop}, method="card", outcome="accepted"}`, values: '5+0x60' }
    await evaluates('payments', queryOf('Payments accepted'), [payments], [])
  })

  test('no alert is 0 alerts', async () => {
    await evaluates('noalert', queryOf('Firing alerts', 1), [], [{ labels: '{}', value: 0 }])
  })
})

describe('with traffic', () => {
  test('a healthy service has failed none: 0, and not nothing', async () => {
    await evaluates('healthy', queryOf('Failed requests'), [requests('200', '0+30x60')], [{ labels: '{}', value: 0 }])
  })

  test('one request in twenty that fails is 5 %', async () => {
    const input = [requests('200', '0+285x60'), requests('500', '0+15x60')]
    await evaluates('failing', queryOf('Failed requests'), input, [{ labels: '{}', value: 0.05 }])
    await evaluates('failingby', queryOf('Failed requests by service'), input, [{ labels: '{service="shop"}', value: 0.05 }])
  })

  test('a service that vanished is down, and not gone from the panel', async () => {
    const expected = { series: 'plimsoll_target_expected{job="shop", service="shop"}', values: '1x60' }
    const labels = '{service="shop"}'
    await evaluates('vanished', queryOf('Services up'), [expected], [{ labels, value: 0 }])
    await evaluates('here', queryOf('Services up'), [expected, { series: `up{${shop}}`, values: '1x60' }], [{ labels, value: 1 }])
  })
})

test('what fires now is listed with its place and for how long, and what is only pending is not', async () => {
  const input = [
    { series: 'slowness{service="shop", route="/api/products"}', values: '2x60' },
    { series: 'slowness{service="shop", route="/api/orders"}', values: '0x30 2x30' },
  ]
  const labels = '{__name__="ALERTS_FOR_STATE", alertname="Slow", owner="platform", priority="P1", route="/api/products", service="shop"}'
  await evaluates('firing', queryOf('Firing now'), input, [{ labels: labels.replace('__name__="ALERTS_FOR_STATE", ', ''), value: 600 }])
  await evaluates('count', queryOf('Firing alerts', 1), input, [{ labels: '{}', value: 1 }])
})
