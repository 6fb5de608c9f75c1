import { Router } from '@koa/router'
import Koa, { type Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Exporter } from './exporter.js'
import { healthRoutes } from './routes/health.js'
import { landingRoute } from './routes/landing.js'
import { metricsRoute } from './routes/metrics.js'
import { probeRoute } from './routes/probe.js'

/**
 * The Koa application with all its routes.
 *
 * @param protection stands before every route.
 */
export const createApplication = (exporter: Exporter, logger: Logger, protection?: Middleware): Koa => {
  const router = new Router()
  landingRoute(router, exporter)
  healthRoutes(router, exporter)
  metricsRoute(router, exporter)
  probeRoute(router, exporter)
  const application = new Koa()
  application.on('error', (error: unknown) => logger.error({ err: error }, 'a request failed'))
  application.use((ctx, next) => {
    ctx.set('x-content-type-options', 'nosniff')
    ctx.set('cache-control', 'no-store')
    return next()
  })
  if (protection) application.use(protection)
  application.use(router.routes())
  application.use(router.allowedMethods())
  return application
}
