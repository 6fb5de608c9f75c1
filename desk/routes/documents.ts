import type { Router } from '@koa/router'
import type { Desk } from '../desk.js'
import { renderMarkdown } from '../documents/markdown.js'
import { BadRequest } from '../inbox/bad-request.js'
import { assets } from '../page/assets.js'
import { dashboardContent, dashboardList } from '../page/dashboard.js'
import { html } from '../page/html.js'
import { page } from '../page/layout.js'
import { runbookList } from '../page/runbooks.js'

const runbookRoutes = (router: Router, { runbooks }: Desk): void => {
  router.get('/runbooks', async (ctx) => {
    ctx.type = 'html'
    ctx.body = page({ title: 'Runbooks', current: 'runbooks', content: runbookList(await runbooks.names()), assets })
  })

  router.get('/runbooks/:name', async (ctx) => {
    const name = String(ctx['params']['name'])
    const text = await runbooks.read(name.replace(/\.md$/, ''))
    if (text === undefined) throw new BadRequest('There is no runbook of that name.', 404)
    ctx.type = 'html'
    ctx.body = page({ title: name, current: 'runbooks', content: html`<article class="prose">${renderMarkdown(text)}</article>`, assets })
  })
}

const VARIABLE = /^var-(\w{1,64})$/

/** What the address chose for the dashboard's variables, as Grafana writes it: `?var-route=/api/products`. */
const chosenVariables = (search: URLSearchParams): ReadonlyMap<string, string> =>
  new Map([...search].flatMap(([name, value]) => (VARIABLE.test(name) ? [[name.slice(4), value] as const] : [])).slice(0, 50))

const dashboardRoutes = (router: Router, { dashboards, settings: { urls } }: Desk): void => {
  router.get('/d', async (ctx) => {
    ctx.type = 'html'
    ctx.body = page({ title: 'Dashboards', current: 'dashboards', content: dashboardList(await dashboards.all()), assets })
  })

  router.get('/d/:uid{/:slug}', async (ctx) => {
    const dashboard = await dashboards.find(String(ctx['params']['uid']))
    if (dashboard === undefined) throw new BadRequest('There is no dashboard of that name.', 404)
    if (urls.grafanaUrl !== undefined) return ctx.redirect(`${urls.grafanaUrl}/d/${encodeURIComponent(dashboard.uid)}${ctx.search}`)
    const search = new URLSearchParams(ctx.search)
    const asked = Number(/^(?:panel-)?(\d{1,9})$/.exec(search.get('viewPanel') ?? '')?.[1] ?? 0)
    const content = dashboardContent(dashboard, { prometheusUrl: urls.prometheusUrl, chosen: chosenVariables(search), asked })
    ctx.type = 'html'
    ctx.body = page({ title: dashboard.title, current: 'dashboards', content, assets })
  })
}

/** What the generator wrote for people, made readable where nothing else shows it. */
export const documentRoutes = (router: Router, desk: Desk): void => {
  runbookRoutes(router, desk)
  dashboardRoutes(router, desk)
}
