import type { Router } from '@koa/router'
import { deskSelf } from '../../definition/catalogue/index.js'
import { gaugeOf, renderMetrics } from '../../instrument/index.js'
import type { Desk } from '../desk.js'
import { URGENCIES } from '../inbox/alert.js'
import { DatabaseUnavailable } from '../store/availability.js'

/** Sets what is read from the database; where it does not answer, the values are NaN: unknown is not zero. */
const measureInbox = ({ store, instruments }: Desk): (() => Promise<void>) => {
  const open = gaugeOf(instruments, deskSelf.desk_alerts_open)
  const up = gaugeOf(instruments, deskSelf.desk_database_up)
  const seen = gaugeOf(instruments, deskSelf.desk_watchdog_last_seen_timestamp_seconds)
  return async () => {
    try {
      const [counts, { lastSeenAt }] = await Promise.all([store.countFiring(), store.watchdog()])
      for (const priority of URGENCIES) open.set({ priority }, counts.get(priority) ?? 0)
      seen.set({}, lastSeenAt === undefined ? 0 : Date.parse(lastSeenAt) / 1000)
      up.set({}, 1)
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error
      for (const priority of URGENCIES) open.set({ priority }, Number.NaN)
      seen.set({}, Number.NaN)
      up.set({}, 0)
    }
  }
}

/** What machines ask: metrics, liveness, readiness, facts. */
export const healthRoutes = (router: Router, desk: Desk): void => {
  const measure = measureInbox(desk)

  router.get('/metrics', async (ctx) => {
    await measure()
    const { contentType, body } = await renderMetrics(desk.instruments)
    ctx.set('content-type', contentType)
    ctx.body = body
  })

  for (const path of ['/healthz', '/api/health/liveness']) {
    router.get(path, (ctx) => {
      ctx.body = { status: 'ok' }
    })
  }

  router.get('/api/health/readiness', async (ctx) => {
    await desk.store.watchdog()
    ctx.body = { status: 'ready' }
  })

  router.get('/info', (ctx) => {
    const { name, version } = desk.identity
    ctx.body = { name, version, node: process.version, startedAt: new Date(desk.startedAt).toISOString() }
  })
}
