/** The storefront in a real Chromium: what it shows, how long that takes, and whatever it complains of. */
import { existsSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { chromium, type Browser, type Page } from 'playwright-core'
import { expect } from 'vitest'

const PROGRAMS = [process.env['PLIMSOLL_TEST_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome']
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** How long a person waits at most, in milliseconds, where the machine has its processors to itself. */
export const LIST_LIMIT = 3000
export const TRANSITION_LIMIT = 1000

export const launch = (): Promise<Browser> => {
  const executablePath = PROGRAMS.find((path) => path !== undefined && existsSync(path))
  if (executablePath === undefined) throw new Error('no Chromium is installed; name one by PLIMSOLL_TEST_CHROMIUM')
  return chromium.launch({ executablePath, args: QUIET })
}

export interface Visitor {
  readonly page: Page
  /** Errors of scripts, refusals of the policy, and answers that are none. */
  readonly complaints: readonly string[]
  /** Opens an address and waits for its heading; fails past the limit of lists. */
  readonly open: (path: string, heading: string | RegExp) => Promise<void>
  /** Does what leads on and waits for the next heading; fails past the limit of transitions. */
  readonly go: (act: () => Promise<void>, heading: string | RegExp) => Promise<void>
  readonly leave: () => Promise<void>
}

const shown = (page: Page, heading: string | RegExp): Promise<void> =>
  page.locator('main[aria-busy="false"]').getByRole('heading', { level: 1, name: heading }).waitFor({ timeout: 60_000 })

/** Everybody waits longer where others run as well: by as much as there are more who want a processor than there are. */
const crowd = (): number => Math.max(1, (loadavg()[0] ?? 1) / availableParallelism())

/** Fails where the work takes longer than a person waits. */
export const within = async (limit: number, what: string, work: () => Promise<void>): Promise<void> => {
  const [started, before] = [performance.now(), crowd()]
  await work()
  const allowed = limit * Math.max(before, crowd())
  expect(performance.now() - started, `${what} took too long (ms)`).toBeLessThan(allowed)
}

/** Somebody with a browser of their own: nothing is shared with another. */
export const visit = async (browser: Browser, url: string, width = 1200): Promise<Visitor> => {
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale: 'en-GB', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on('requestfailed', (request) => {
    if (!request.url().endsWith('/api/vitals')) complaints.push(`${request.url()} ${request.failure()?.errorText ?? ''}`)
  })
  return {
    page,
    complaints,
    open: (path, heading) =>
      within(LIST_LIMIT, path, async () => {
        await page.goto(url + path)
        await shown(page, heading)
      }),
    go: (act, heading) =>
      within(TRANSITION_LIMIT, String(heading), async () => {
        await act()
        await shown(page, heading)
      }),
    leave: () => context.close(),
  }
}

/** Signs in as one of the demo's users, whose home is then shown. */
export const signInAs = async ({ page, open, go }: Visitor, email: string, home: string): Promise<void> => {
  await open('/account', 'Sign in')
  const form = page.locator('section', { has: page.getByRole('heading', { name: 'Sign in' }) })
  await form.getByLabel('E-mail').fill(email)
  await form.getByLabel('Password').fill('plimsoll-demo')
  await go(() => form.getByRole('button', { name: 'Sign in', exact: true }).click(), home)
}
