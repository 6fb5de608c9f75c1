/** What a person sees: the shop, the inbox and Prometheus' own page, in a real browser. Pictures go to test-output/. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { InboxAlert, StackUnderTest } from './stack.js'

const PICTURES = 'test-output'
const PROGRAMS = [process.env['CHROMIUM_PATH'], process.env['PLIMSOLL_TEST_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome']
/** It asks nobody but the stack for anything. */
const QUIET = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const ALONE = ['--disable-component-update', '--disable-sync']

/** The browser of this machine, or undefined where there is none. */
export const browserProgram = (): string | undefined => PROGRAMS.find((path) => path !== undefined && existsSync(path))

interface Visit {
  readonly page: Page
  /** What the page itself complained of. */
  readonly complaints: readonly string[]
  readonly picture: (name: string) => Promise<void>
}

async function launched(): Promise<Browser> {
  const executablePath = browserProgram()
  if (executablePath === undefined) throw new Error('no Chromium is installed; name one by CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: [...QUIET, ...ALONE] })
}

/** Opens an address, lets `look` see it, and closes the browser whatever happens. */
async function visit(stack: StackUnderTest, address: string, look: (visit: Visit) => Promise<void>): Promise<void> {
  const browser = await launched()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
    page.setDefaultTimeout(30_000)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    const picture = async (name: string): Promise<void> => {
      mkdirSync(PICTURES, { recursive: true })
      await page.screenshot({ path: join(PICTURES, `${stack.kind}-${name}.png`) })
    }
    await page.goto(address)
    await look({ page, complaints, picture })
  } finally {
    await browser.close()
  }
}

/** A customer sees products, puts one into the basket, orders and pays it. */
export const customerBuys = (stack: StackUnderTest): Promise<void> =>
  visit(stack, stack.urls.storefront, async ({ page, complaints, picture }) => {
    await page.locator('#products .card').first().waitFor()
    expect(await page.locator('#products .card').count()).toBe(24)
    await picture('storefront')
    await page.locator('#products .card button:not([disabled])', { hasText: 'Add' }).first().click()
    await page.locator('#basket-count', { hasText: /^1$/ }).waitFor()
    await page.locator('#open-basket').click()
    await page.getByRole('button', { name: /^Order and pay / }).click()
    const status = page.locator('#order .status')
    await status.waitFor()
    // one payment in some 300 is declined on a normal day too; the customer then takes another way
    if ((await status.textContent()) === 'pending') {
      await page.getByRole('radio', { name: 'PayPal' }).check()
      await page.getByRole('button', { name: /^Pay / }).click()
    }
    await page.locator('#order .status', { hasText: /^(paid|shipped|delivered)$/ }).waitFor()
    await picture('order')
    expect(complaints.filter((text) => !text.includes('402'))).toEqual([])
  })

/** The inbox shows each of these alerts with its number and its ways on. */
export const inboxShows = (stack: StackUnderTest, alerts: readonly InboxAlert[]): Promise<void> =>
  visit(stack, stack.urls.desk, async ({ page, complaints, picture }) => {
    for (const { id, alertname, annotations } of alerts) {
      const card = page.locator(`#alert-${id}`)
      await card.waitFor()
      const text = (await card.textContent()) ?? ''
      for (const words of [alertname, annotations['summary'] ?? '', annotations['description'] ?? '']) expect(text).toContain(words)
      for (const link of ['Runbook', 'Dashboard', 'Graph', 'Silence'])
        await card.getByRole('link', { name: `${link} for ${alertname}` }).waitFor()
    }
    expect(await page.title()).toMatch(/^\d+ firing: .*P0/)
    await picture('inbox-firing')
    expect(complaints).toEqual([])
  })

/**
 * The inbox shows none of these names as firing; where nothing at all fires it says so.
 * @returns its headline
 */
export async function inboxIsQuietAbout(stack: StackUnderTest, names: readonly string[], picture: string): Promise<string> {
  let headline = ''
  await visit(stack, stack.urls.desk, async (visit) => {
    const { page, complaints } = visit
    headline = (await page.locator('h1.headline').textContent())?.trim() ?? ''
    const firing = await page.locator('article.alert h3').allTextContents()
    await visit.picture(picture)
    expect(firing.filter((name) => names.includes(name))).toEqual([])
    expect(headline).toMatch(firing.length === 0 ? /^Nothing is firing\. Watchdog last seen/ : /^\d+ firing/)
    expect(complaints).toEqual([])
  })
  return headline
}

/** Prometheus' own page of alerts names every one; Debian's build has the classic pages alone. */
export async function prometheusShowsAlerts({ urls }: StackUnderTest, names: readonly string[]): Promise<void> {
  const answers = await Promise.all(['/alerts', '/classic/alerts'].map((path) => fetch(urls.prometheus + path)))
  const answer = answers.find(({ ok }) => ok)
  expect(answer?.status, 'neither /alerts nor /classic/alerts answers').toBe(200)
  const text = (await answer?.text()) ?? ''
  if (answer?.url.includes('/classic/')) for (const name of names) expect(text).toContain(name)
}
