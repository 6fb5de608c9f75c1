import { Router } from '@koa/router'
import Koa from 'koa'
import type { Context, Middleware } from 'koa'
import type { Logger } from 'pino'
import { koaCorrelation, koaMetrics } from '../instrument/index.js'
import type { Desk } from './desk.js'
import { BadRequest } from './inbox/bad-request.js'
import { assets } from './page/assets.js'
import { html } from './page/html.js'
import { page } from './page/layout.js'
import { alertRoutes } from './routes/alerts.js'
import { documentRoutes } from './routes/documents.js'
import { healthRoutes } from './routes/health.js'
import { pageRoutes } from './routes/page.js'
import { watchdogRoutes } from './routes/watchdog.js'
import { DatabaseUnavailable } from './store/availability.js'

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const secured: Middleware = (ctx, next) => {
  ctx.set({
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
  return next()
}

/** People get a page, programs an object; both get the one sentence. */
const answer = (ctx: Context, status: number, sentence: string): void => {
  ctx.status = status
  if (ctx.path.startsWith('/api/')) {
    ctx.body = { error: sentence }
    return
  }
  ctx.type = 'html'
  ctx.body = page({
    title: String(status),
    content: html`<h1>${status}</h1>
      <p>${sentence}</p>
      <p><a href="/">To the inbox</a></p>`,
    assets,
  })
}

const failing =
  (logger: Logger): Middleware =>
  async (ctx, next) => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body === undefined) answer(ctx, 404, 'There is nothing at this address.')
    } catch (error) {
      if (error instanceof BadRequest) {
        // What was not read of a refused body would be taken for the next request.
        if (!ctx.req.complete) ctx.set('connection', 'close')
        return answer(ctx, error.status, error.message)
      }
      if (error instanceof DatabaseUnavailable) {
        ctx.set('retry-after', '10')
        return answer(ctx, 503, 'The inbox cannot use its database now; ask again.')
      }
      logger.error({ error, path: ctx.path }, 'a request failed')
      return answer(ctx, 500, 'The desk failed to answer; its log says why.')
    }
  }

/** The desk as a Koa application, not yet listening. */
export const createApplication = (desk: Desk, logger: Logger): Koa => {
  const application = new Koa()
  const router = new Router()
  for (const routes of [pageRoutes, alertRoutes, watchdogRoutes, documentRoutes, healthRoutes]) routes(router, desk)
  application.use(koaMetrics(desk.instruments))
  application.use(koaCorrelation(logger))
  application.use(secured)
  application.use(failing(logger))
  application.use(router.routes())
  application.use(router.allowedMethods())
  application.on('error', (error: Error) => logger.warn({ error }, 'a connection failed'))
  return application
}
