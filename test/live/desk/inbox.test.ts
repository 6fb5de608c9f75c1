import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunningDesk } from '../../../desk/index.js'
import { startPostgres } from '../../support/services.js'
import type { Postgres } from '../../support/services.js'
import { findAlert, listAlerts, notification, post, startDesk } from './support.js'
import type { Told } from './support.js'

let postgres: Postgres
let database: Client
let desk: RunningDesk

beforeAll(async () => {
  postgres = await startPostgres()
  database = new Client({ connectionString: postgres.url })
  await database.connect()
  desk = await startDesk({ databaseUrl: postgres.url, prometheusUrl: 'http://localhost:9090', alertmanagerUrl: 'http://localhost:9093' })
  await fetch(`${desk.url}/api/alerts`)
})

beforeEach(async () => {
  await database.query('truncate desk.alerts, desk.status_changes, desk.watchdog restart identity')
})

afterAll(async () => {
  await desk?.close()
  await database?.end()
  await postgres?.stop()
})

const tell = async (...alerts: readonly Told[]): Promise<void> => {
  const answer = await post(`${desk.url}/api/alerts`, notification(...alerts))
  expect([answer.status, await answer.text()]).toEqual([200, JSON.stringify({ stored: alerts.length })])
}

const text = async (path: string): Promise<string> => (await fetch(`${desk.url}${path}`)).text()

describe('the inbox', () => {
  it('has the row when the webhook is answered', async () => {
    await tell({})
    const { rows } = await database.query('select alertname, status, priority, service from desk.alerts')
    expect(rows).toEqual([{ alertname: 'HttpErrorRatioHigh', status: 'firing', priority: 'P0', service: 'shop' }])
  })

  it('updates on a repeat and closes on the resolution, with one row and its history', async () => {
    await tell({})
    await tell({ annotations: { summary: 'It got worse.' } })
    await tell({ status: 'resolved', endsAt: '2026-11-21T08:10:00Z' })
    const [row, ...others] = await listAlerts(desk)
    expect(others).toEqual([])
    expect(row).toMatchObject({ status: 'resolved', priority: 'P0', notifications: 3, endsAt: '2026-11-21T08:10:00.000Z' })
    const { history } = await findAlert(desk, row?.id)
    expect(history?.map(({ status, cause }) => [status, cause])).toEqual([
      ['firing', 'notification'],
      ['resolved', 'notification'],
    ])
  })

  it('makes a new row when the same alert fires again', async () => {
    await tell({})
    await tell({ status: 'resolved', endsAt: '2026-11-21T08:10:00Z' })
    await tell({ startsAt: '2026-11-21T09:00:00Z' })
    expect((await listAlerts(desk)).map(({ status, startsAt }) => [status, startsAt])).toEqual([
      ['firing', '2026-11-21T09:00:00.000Z'],
      ['resolved', '2026-11-21T08:00:00.000Z'],
    ])
  })

  it('reopens a row when the same start fires after its resolution, as after a broken connection', async () => {
    await tell({})
    await tell({ status: 'resolved', endsAt: '2026-11-21T08:10:00Z' })
    await tell({})
    const [row, ...others] = await listAlerts(desk)
    expect(others).toEqual([])
    expect(row).toMatchObject({ status: 'firing', endsAt: null })
    expect((await findAlert(desk, row?.id)).history?.map(({ status }) => status)).toEqual(['firing', 'resolved', 'firing'])
  })

  it('ends an occurrence that Alertmanager forgot when the alert comes with another start', async () => {
    await tell({})
    await tell({ startsAt: '2026-11-21T09:00:00Z' })
    const rows = await listAlerts(desk)
    expect(rows.map(({ status }) => status)).toEqual(['firing', 'resolved'])
    const { history } = await findAlert(desk, rows[1]?.id)
    expect(history?.at(-1)).toMatchObject({ status: 'resolved', cause: 'replaced' })
  })

  it('does not end a later occurrence when an older one is resolved late', async () => {
    await tell({ startsAt: '2026-11-21T09:00:00Z' })
    await tell({ status: 'resolved', endsAt: '2026-11-21T08:10:00Z' })
    expect((await listAlerts(desk, '?status=firing')).map(({ startsAt }) => startsAt)).toEqual(['2026-11-21T09:00:00.000Z'])
  })

  it('holds one open row an alert when twenty notifications come at once', async () => {
    const fingerprints = ['00000000000000a1', '00000000000000a2', '00000000000000a3']
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        tell(...fingerprints.map((fingerprint) => ({ fingerprint, startsAt: `2026-11-21T08:00:${String(index % 4).padStart(2, '0')}Z` }))),
      ),
    )
    expect(await listAlerts(desk, '?status=firing')).toHaveLength(3)
    expect(await listAlerts(desk)).toHaveLength(12)
  })

  it('stores all of a notification or nothing', async () => {
    const told = notification({}, {})
    const broken = { ...told, alerts: [told.alerts[0], { ...told.alerts[1], fingerprint: '' }] }
    const answer = await post(`${desk.url}/api/alerts`, broken)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'This is no Alertmanager notification of version 4: "alerts.1.fingerprint" must match pattern "^[0-9a-f]{16}$".' },
    ])
    expect(await listAlerts(desk)).toEqual([])
  })

  it('stores characters that PostgreSQL refuses, replaced', async () => {
    await tell({ labels: { alertname: 'a\0b', half: '\uD800' } })
    expect((await listAlerts(desk))[0]?.labels).toEqual({ alertname: 'a\uFFFDb', half: '\uFFFD' })
  })

  it('stores 5,000 alerts of one notification', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ fingerprint: index.toString(16).padStart(16, '0') }))
    await tell(...many)
    expect(await listAlerts(desk, '?limit=1000')).toHaveLength(1000)
    expect(await text('/')).toContain('4800 more')
  })

  it('filters, newest first, and says what it does not understand', async () => {
    const at = (minute: string) => `2026-11-21T08:${minute}:00Z`
    await tell({ fingerprint: '00000000000000b1', startsAt: at('01'), labels: { alertname: 'A', priority: 'P1', service: 'shop' } })
    await tell({ fingerprint: '00000000000000b2', startsAt: at('02'), labels: { alertname: 'B', service: 'desk' } })
    await tell({ fingerprint: '00000000000000b3', startsAt: at('03'), labels: { alertname: 'A', priority: 'P1' } })
    const names = async (query: string) =>
      (await listAlerts(desk, query)).map(({ startsAt, alertname }) => `${alertname}${startsAt.slice(15, 16)}`)
    expect(await names('')).toEqual(['A3', 'B2', 'A1'])
    expect(await names('?alertname=A&service=shop')).toEqual(['A1'])
    expect(await names('?priority=none')).toEqual(['B2'])
    expect(await names(`?since=${at('02')}`)).toEqual(['A3', 'B2'])
    expect(await names('?limit=1')).toEqual(['A3'])
    expect(await names('?status=resolved')).toEqual([])
    const answer = await fetch(`${desk.url}/api/alerts?state=firing`)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: '"state" is no filter: use status, priority, alertname, service, since, limit.' },
    ])
  })
})

describe('the webhook', () => {
  it.each([
    ['no JSON', '{', { 'content-type': 'application/json' }, 400, 'The body is not JSON.'],
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415, 'The body must be sent as content-type application/json.'],
    [
      'another content type that begins alike',
      '{}',
      { 'content-type': 'application/json5' },
      415,
      'The body must be sent as content-type application/json.',
    ],
    [
      'a body above 8 MiB',
      ' '.repeat(9 * 1024 * 1024),
      {},
      413,
      "The body is larger than 8 MiB; set max_alerts in the webhook's receiver.",
    ],
  ])('refuses %s in one sentence', async (_what, body, headers, status, error) => {
    const answer = await post(`${desk.url}/api/alerts`, body, headers)
    expect([answer.status, await answer.json()]).toEqual([status, { error }])
  })

  it('answers the next request after a refused one', async () => {
    await post(`${desk.url}/api/alerts`, ' '.repeat(9 * 1024 * 1024))
    await tell({})
  })
})

describe('an alert by its number', () => {
  it.each([
    ['999', 404, 'There is no alert 999.'],
    ['0', 400, 'An alert is asked for by its number, as in /api/alerts/17.'],
    ['x', 400, 'An alert is asked for by its number, as in /api/alerts/17.'],
    ['9999999999999999', 400, 'An alert is asked for by its number, as in /api/alerts/17.'],
  ])('%s gives %d', async (id, status, error) => {
    const answer = await fetch(`${desk.url}/api/alerts/${id}`)
    expect([answer.status, await answer.json()]).toEqual([status, { error }])
  })
})

describe('the Watchdog', () => {
  const told = (status: 'firing' | 'resolved') =>
    notification({ status, labels: { alertname: 'Watchdog' }, endsAt: '2026-11-21T08:10:00Z' })

  it('is not seen until it comes, and fresh when it came', async () => {
    expect(await (await fetch(`${desk.url}/api/watchdog`)).json()).toEqual({ lastSeenAt: null, ageSeconds: null, fresh: false })
    await post(`${desk.url}/api/watchdog`, told('firing'))
    const sight = (await (await fetch(`${desk.url}/api/watchdog`)).json()) as { ageSeconds: number; fresh: boolean }
    expect(sight.fresh).toBe(true)
    expect(sight.ageSeconds).toBeLessThan(5)
    expect(await listAlerts(desk)).toEqual([])
  })

  it('is not seen in a resolved one', async () => {
    await post(`${desk.url}/api/watchdog`, told('resolved'))
    expect(await (await fetch(`${desk.url}/api/watchdog`)).json()).toMatchObject({ lastSeenAt: null })
  })

  it('turns the page red when it is older than three minutes', async () => {
    await database.query(`insert into desk.watchdog (last_seen_at) values (now() - interval '4 minutes')`)
    expect(await text('/')).toContain('Alerts may not arrive.')
    expect(await (await fetch(`${desk.url}/api/watchdog`)).json()).toMatchObject({ fresh: false })
    await post(`${desk.url}/api/watchdog`, told('firing'))
    expect(await text('/')).not.toContain('Alerts may not arrive.')
  })
})

describe('what machines read', () => {
  it('counts what came and what is open, by priority', async () => {
    await tell({}, { fingerprint: '00000000000000c1', labels: { alertname: 'X' } })
    await post(`${desk.url}/api/watchdog`, notification({}))
    const page = await text('/metrics')
    expect(page).toMatch(/^desk_alerts_open\{priority="P0"\} 1$/m)
    expect(page).toMatch(/^desk_alerts_open\{priority="P3"\} 0$/m)
    expect(page).toMatch(/^desk_alerts_open\{priority="none"\} 1$/m)
    expect(page).toMatch(/^desk_alerts_received_total\{status="firing"\} \d+$/m)
    expect(page).toMatch(/^desk_database_up 1$/m)
    expect(page).toMatch(/^http_requests_total\{method="POST",route="\/api\/alerts",status_code="200"\} \d+$/m)
    expect(page).toMatch(/^process_resident_memory_bytes \d+$/m)
    const seen = Number(/^desk_watchdog_last_seen_timestamp_seconds (\S+)$/m.exec(page)?.[1])
    expect(Math.abs(Date.now() / 1000 - seen)).toBeLessThan(60)
  })

  it('is alive, ready and says which release it is', async () => {
    for (const path of ['/healthz', '/api/health/liveness', '/api/health/readiness'])
      expect((await fetch(`${desk.url}${path}`)).status).toBe(200)
    expect(await (await fetch(`${desk.url}/info`)).json()).toMatchObject({
      name: 'plimsoll desk',
      version: expect.stringMatching(/^\d+\./) as string,
    })
  })

  it('answers with a policy that runs nothing but its own script', async () => {
    for (const path of ['/', '/nothing', '/api/alerts', '/runbooks/none']) {
      const { headers } = await fetch(`${desk.url}${path}`)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})
