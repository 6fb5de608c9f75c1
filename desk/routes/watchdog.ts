import type { Router } from '@koa/router'
import type { Desk } from '../desk.js'
import { parseNotification } from '../inbox/notification.js'
import { WATCHDOG_LIMIT } from '../page/inbox.js'
import { readJson } from './body.js'

/** Where Alertmanager sends the Watchdog, the alert that always fires: its coming is the news. */
export const watchdogRoutes = (router: Router, { store }: Desk): void => {
  router.post('/api/watchdog', async (ctx) => {
    const alerts = parseNotification(await readJson(ctx.req))
    // A resolved Watchdog says that Prometheus stopped sending it: that is no sight of it.
    const seen = alerts.some(({ status }) => status === 'firing')
    if (seen) await store.seeWatchdog()
    ctx.body = { seen }
  })

  router.get('/api/watchdog', async (ctx) => {
    const { lastSeenAt, ageSeconds } = await store.watchdog()
    ctx.body = {
      lastSeenAt: lastSeenAt ?? null,
      ageSeconds: ageSeconds ?? null,
      fresh: ageSeconds !== undefined && ageSeconds <= WATCHDOG_LIMIT,
    }
  })
}
