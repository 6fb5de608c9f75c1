import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningDesk } from '../../../desk/index.js'
import { startAlertmanager } from '../../../stack/index.js'
import type { MonitorServer } from '../../../stack/index.js'
import { freePort, startPostgres } from '../../support/services.js'
import type { Postgres } from '../../support/services.js'
import { eventually, findAlert, listAlerts, startDesk } from './support.js'

/** The machine's own Alertmanager, and a second one where PLIMSOLL_TEST_ALERTMANAGER names its program. */
const second = process.env['PLIMSOLL_TEST_ALERTMANAGER']
const programs = [
  { which: 'of this machine', program: undefined },
  ...(second !== undefined && existsSync(second) ? [{ which: second, program: { path: second, env: {} } }] : []),
]

const configuration = (desk: string): string => `
route:
  receiver: inbox
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 2s
  routes:
    - matchers: ['alertname="Watchdog"']
      receiver: watchdog
inhibit_rules:
  - source_matchers: ['alertname="TargetDown"']
    target_matchers: ['alertname="HttpErrorRatioHigh"']
    equal: [service]
receivers:
  - name: inbox
    webhook_configs: [{ url: '${desk}/api/alerts', send_resolved: true }]
  - name: watchdog
    webhook_configs: [{ url: '${desk}/api/watchdog', send_resolved: false }]
`

const summary = 'Too many failed answers on <b>/api/orders</b> & "more".'
const labels = { alertname: 'HttpErrorRatioHigh', priority: 'P0', severity: 'critical', service: 'shop', route: '/api/orders' }
const minutesFromNow = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

describe.each(programs)('an Alertmanager $which', ({ program }) => {
  const directory = mkdtempSync(join(tmpdir(), 'plimsoll-desk-'))
  let postgres: Postgres
  let desk: RunningDesk
  let alertmanager: MonitorServer

  const raise = async (alert: object): Promise<void> => {
    const answer = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ generatorURL: 'http://prometheus:9090/graph?g0.expr=up', ...alert }]),
    })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  }

  beforeAll(async () => {
    chmodSync(directory, 0o711)
    mkdirSync(join(directory, 'data'))
    postgres = await startPostgres()
    const port = await freePort()
    const alertmanagerApi = { url: `http://127.0.0.1:${port}`, everySeconds: 1, settledAfterSeconds: 1 }
    desk = await startDesk({ databaseUrl: postgres.url, alertmanagerApi })
    const file = join(directory, 'alertmanager.yml')
    writeFileSync(file, configuration(desk.url))
    const place = {
      configuration: file,
      storage: join(directory, 'data'),
      port,
      log: join(directory, 'alertmanager.log'),
    }
    alertmanager = await startAlertmanager(program === undefined ? place : { ...place, program })
    const { versionInfo } = (await (await fetch(`${alertmanager.url}/api/v2/status`)).json()) as { versionInfo: { version: string } }
    process.stdout.write(`Alertmanager ${versionInfo.version}\n`)
  })

  afterAll(async () => {
    await alertmanager?.running.stop()
    await desk?.close()
    await postgres?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('delivers firing, repeats into the same row, and delivers the resolution', async () => {
    const startsAt = minutesFromNow(-1)
    await raise({ labels, annotations: { summary, description: '12.4 % against 2 %.' }, startsAt, endsAt: minutesFromNow(5) })
    const [fired] = await eventually(async () => {
      const rows = await listAlerts(desk, '?status=firing')
      return rows.length > 0 && rows
    })
    expect(fired).toMatchObject({
      alertname: 'HttpErrorRatioHigh',
      priority: 'P0',
      service: 'shop',
      startsAt,
      endsAt: null,
      labels,
      annotations: { summary },
    })

    await eventually(async () => (await findAlert(desk, fired?.id)).notifications > 1)
    await raise({ labels, annotations: { summary }, startsAt, endsAt: minutesFromNow(-0.01) })
    await eventually(async () => (await listAlerts(desk, '?status=resolved')).length === 1)
    expect((await findAlert(desk, fired?.id)).history?.map(({ status }) => status)).toEqual(['firing', 'resolved'])

    const again = minutesFromNow(0)
    await raise({ labels, annotations: { summary }, startsAt: again, endsAt: minutesFromNow(5) })
    await eventually(async () => (await listAlerts(desk)).length === 2)
    expect((await listAlerts(desk)).map(({ status }) => status)).toEqual(['firing', 'resolved'])
  })

  it('delivers the Watchdog to its own place', async () => {
    await raise({ labels: { alertname: 'Watchdog' }, startsAt: minutesFromNow(-1), endsAt: minutesFromNow(5) })
    await eventually(async () => ((await (await fetch(`${desk.url}/api/watchdog`)).json()) as { fresh: boolean }).fresh)
    expect(await listAlerts(desk, '?alertname=Watchdog')).toEqual([])
  })

  it('does not leave open what ended unseen behind an inhibition', async () => {
    // Only an Alertmanager that holds the Watchdog is believed.
    await raise({ labels: { alertname: 'Watchdog' }, startsAt: minutesFromNow(-1), endsAt: minutesFromNow(5) })
    const service = 'inhibited'
    const target = { labels: { alertname: 'HttpErrorRatioHigh', priority: 'P1', service }, startsAt: minutesFromNow(-1) }
    const source = { labels: { alertname: 'TargetDown', priority: 'P0', service }, startsAt: minutesFromNow(-1) }
    await raise({ ...target, endsAt: minutesFromNow(5) })
    const [open] = await eventually(async () => {
      const rows = await listAlerts(desk, `?service=${service}&status=firing`)
      return rows.length === 1 && rows
    })
    await raise({ ...source, endsAt: minutesFromNow(5) })
    await eventually(async () => (await listAlerts(desk, `?service=${service}&alertname=TargetDown`)).length === 1)
    await raise({ ...target, endsAt: minutesFromNow(-0.01) })
    await eventually(async () => (await findAlert(desk, open?.id)).status === 'resolved', 60)
    expect((await findAlert(desk, open?.id)).history?.map(({ cause }) => cause)).toEqual(['notification', 'gone'])
    expect((await listAlerts(desk, `?service=${service}&status=firing`)).map(({ alertname }) => alertname)).toEqual(['TargetDown'])
  })

  it('tries again until the desk’s database is back, and loses nothing', async () => {
    await postgres.kill()
    await raise({ labels: { alertname: 'DuringOutage', priority: 'P1' }, startsAt: minutesFromNow(-1), endsAt: minutesFromNow(5) })
    await eventually(async () => {
      const page = await (await fetch(`${desk.url}/metrics`)).text()
      return /^http_requests_total\{method="POST",route="\/api\/alerts",status_code="503"\} [1-9]/m.test(page)
    })
    await postgres.restart()
    await eventually(async () => {
      const answer = await fetch(`${desk.url}/api/alerts?alertname=DuringOutage`)
      return answer.status === 200 && ((await answer.json()) as { alerts: readonly unknown[] }).alerts.length === 1
    }, 90)
  })
})
