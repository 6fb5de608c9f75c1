import type { Router } from '@koa/router'
import type { Desk } from '../desk.js'
import { inboxFragment, unavailableFragment } from '../page/inbox.js'
import type { Fragment, InboxView } from '../page/inbox.js'
import { assets, SCRIPT, STYLESHEET } from '../page/assets.js'
import { toMarkup } from '../page/html.js'
import { page } from '../page/layout.js'
import { DatabaseUnavailable } from '../store/availability.js'

/** More cards than anyone reads; the rest is counted and linked. */
const MOST_FIRING = 200
const MOST_RESOLVED = 20

const view = async ({ store, runbooks, settings, startedAt }: Desk): Promise<InboxView> => {
  const [firing, counts, resolved, watchdog, names] = await Promise.all([
    store.firing(MOST_FIRING),
    store.countFiring(),
    store.resolved(MOST_RESOLVED),
    store.watchdog(),
    runbooks.names(),
  ])
  return { firing, counts, resolved, watchdog, runbooks: new Set(names), urls: settings.urls, now: Date.now(), startedAt }
}

const fragment = async (desk: Desk): Promise<Fragment & { readonly status: number }> => {
  try {
    return { status: 200, ...inboxFragment(await view(desk)) }
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    return { status: 503, ...unavailableFragment(desk.settings.urls, Date.now()) }
  }
}

/** The page of the person on call, the part of it that is refreshed, and what both load. */
export const pageRoutes = (router: Router, desk: Desk): void => {
  router.get('/', async (ctx) => {
    const { status, title, content } = await fragment(desk)
    ctx.status = status
    ctx.type = 'html'
    ctx.body = page({ title, current: 'inbox', content, assets, live: true })
  })

  router.get('/fragment', async (ctx) => {
    const { status, content } = await fragment(desk)
    ctx.status = status
    ctx.type = 'html'
    ctx.body = toMarkup(content)
  })

  for (const { path, type, text } of [STYLESHEET, SCRIPT]) {
    router.get(path, (ctx) => {
      ctx.type = type
      ctx.set('cache-control', 'public, max-age=86400')
      ctx.body = text
    })
  }
}
