import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RunningDesk } from '../../../desk/index.js'
import { startPostgres } from '../../support/services.js'
import type { Postgres } from '../../support/services.js'
import { notification, post, startDesk } from './support.js'

const program = process.env['PLIMSOLL_TEST_CHROMIUM'] ?? '/usr/bin/chromium'
const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>${'long'.repeat(80)}`

const dashboard = {
  uid: 'operations',
  title: 'Operations',
  panels: [
    { id: 3, title: 'Errors', description: 'Share of failed answers.', targets: [{ expr: 'rate(x{route=~"$route"}[$__rate_interval])' }] },
  ],
  templating: { list: [{ name: 'route', type: 'query', current: { value: '$__all' } }] },
}

describe.skipIf(!existsSync(program))('in a browser, the desk', () => {
  const problems: string[] = []
  let directory: string
  let postgres: Postgres
  let desk: RunningDesk
  let browser: Browser

  const start = (grafanaUrl?: string): Promise<RunningDesk> =>
    startDesk({
      databaseUrl: postgres.url,
      prometheusUrl: 'http://localhost:9090/',
      ...(grafanaUrl !== undefined && { grafanaUrl }),
      runbooks: join(directory, 'runbooks'),
      dashboards: join(directory, 'dashboards'),
    })

  const open = async (path: string, width = 1200): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 800 } })
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('dialog', (dialog) => problems.push(`dialog ${dialog.message()}`))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    await page.goto(desk.url + path)
    return page
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'plimsoll-desk-'))
    for (const folder of ['runbooks', 'dashboards']) mkdirSync(join(directory, folder))
    writeFileSync(join(directory, 'runbooks', 'HttpErrorRatioHigh.md'), '# HttpErrorRatioHigh\n\n## First checks\n\n1. Which release?\n')
    writeFileSync(join(directory, 'dashboards', 'operations.json'), JSON.stringify(dashboard))
    postgres = await startPostgres()
    desk = await start()
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
  })

  afterEach(() => {
    problems.length = 0
  })

  afterAll(async () => {
    await browser?.close()
    await desk?.close()
    await postgres?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('shows a new alert by itself, keeping the focus and what was opened', async () => {
    await post(`${desk.url}/api/watchdog`, notification({ labels: { alertname: 'Watchdog' } }))
    await post(`${desk.url}/api/alerts`, notification({}))
    const page = await open('/')
    expect(await page.title()).toBe('1 firing: 1 P0 · Plimsoll')
    await page.locator('summary').first().click()
    await page.getByRole('link', { name: 'Runbook for HttpErrorRatioHigh' }).focus()
    await post(`${desk.url}/api/alerts`, notification({ fingerprint: '00000000000000ab', labels: { alertname: 'Second', priority: 'P0' } }))
    await page.getByRole('heading', { name: 'Second' }).waitFor({ timeout: 12_000 })
    expect(await page.title()).toBe('2 firing: 2 P0 · Plimsoll')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Runbook for HttpErrorRatioHigh')
    expect(await page.locator('details[open]').count()).toBe(1)
    expect(await page.locator('#news').textContent()).toBe('2 firing: 2 P0')
    expect(problems).toEqual([])
    await page.close()
  })

  it('runs nothing that a label holds and fits a phone whatever its length', async () => {
    const labels = { alertname: HOSTILE, service: HOSTILE, route: HOSTILE, [HOSTILE.slice(0, 250)]: HOSTILE }
    const told = { fingerprint: '00000000000000ac', labels, annotations: { summary: HOSTILE, description: HOSTILE } }
    await post(
      `${desk.url}/api/alerts`,
      notification(told, { ...told, fingerprint: '00000000000000ad', status: 'resolved', endsAt: '2026-11-21T09:00:00Z' }),
    )
    const page = await open('/', 320)
    await page.locator('summary').last().click()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
    expect(await page.locator('#inbox script, #inbox img').count()).toBe(0)
    expect(problems).toEqual([])
    await page.close()
  })

  it('leads from the alert to its runbook', async () => {
    const page = await open('/')
    await page.getByRole('link', { name: 'Runbook for HttpErrorRatioHigh' }).click()
    await page.getByRole('heading', { name: 'First checks' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/runbooks/HttpErrorRatioHigh')
    await page.close()
  })

  it('shows a dashboard’s panels and their way to Prometheus where no Grafana runs', async () => {
    const page = await open('/d/operations/any-words?viewPanel=panel-3&var-route=/api/orders')
    const panel = page.locator('#panel-3')
    expect(await panel.getAttribute('class')).toBe('panel asked')
    const href = await panel.getByRole('link').getAttribute('href')
    expect(href?.startsWith('http://localhost:9090/graph?')).toBe(true)
    expect(new URL(href ?? '').searchParams.get('g0.expr')).toBe('rate(x{route=~"/api/orders"}[5m])')
    expect(problems).toEqual([])
    await page.close()
  })

  it('leads to Grafana where one runs, and only for dashboards that are listed', async () => {
    const other = await start('http://localhost:3000/')
    const answer = await fetch(`${other.url}/d/operations?viewPanel=panel-3`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://localhost:3000/d/operations?viewPanel=panel-3'])
    for (const path of ['/d/none', '/d/..%2f..%2fpackage', '/runbooks/..%2f..%2fREADME', '/runbooks/%00']) {
      expect([path, (await fetch(other.url + path, { redirect: 'manual' })).status]).toEqual([path, 404])
    }
    await other.close()
  })

  it('says that it hears nothing when the desk is gone', async () => {
    const mortal = await start()
    const page = await browser.newPage()
    await page.goto(mortal.url)
    await mortal.close()
    await page.locator('#lost').waitFor({ timeout: 15_000 })
    expect(await page.locator('#lost').textContent()).toMatch(
      /^This page hears nothing from the desk \(no connection\); what stands below is \d+ s old\.$/,
    )
    await page.close()
  })
})
