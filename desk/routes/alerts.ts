import type { Router } from '@koa/router'
import { deskSelf } from '../../definition/catalogue/index.js'
import { counterOf } from '../../instrument/index.js'
import { STATUSES } from '../inbox/alert.js'
import type { InboxAlert } from '../inbox/alert.js'
import { BadRequest } from '../inbox/bad-request.js'
import { parseFilter } from '../inbox/filter.js'
import { parseNotification } from '../inbox/notification.js'
import type { Desk } from '../desk.js'
import { readJson } from './body.js'

/** The public shape of an alert; `priority` is null where the alert carries none. */
const answerOf = ({ urgency, ...alert }: InboxAlert) => ({
  ...alert,
  priority: urgency === 'none' ? null : urgency,
  service: alert.service ?? null,
  endsAt: alert.endsAt ?? null,
})

const idOf = (text: string | undefined): number => {
  if (text === undefined || !/^[1-9]\d{0,14}$/.test(text))
    throw new BadRequest('An alert is asked for by its number, as in /api/alerts/17.')
  return Number(text)
}

/** The inbox: Alertmanager posts, people and programs read. */
export const alertRoutes = (router: Router, { store, instruments }: Desk): void => {
  const received = counterOf(instruments, deskSelf.desk_alerts_received_total)
  for (const status of STATUSES) received.inc({ status }, 0)

  router.post('/api/alerts', async (ctx) => {
    const alerts = parseNotification(await readJson(ctx.req))
    await store.take(alerts)
    for (const { status } of alerts) received.inc({ status })
    ctx.body = { stored: alerts.length }
  })

  router.get('/api/alerts', async (ctx) => {
    ctx.body = { alerts: (await store.list(parseFilter(ctx.query))).map(answerOf) }
  })

  router.get('/api/alerts/:id', async (ctx) => {
    const id = idOf(ctx['params']['id'])
    const found = await store.find(id)
    if (found === undefined) throw new BadRequest(`There is no alert ${id}.`, 404)
    ctx.body = { ...answerOf(found.alert), history: found.history }
  })
}
