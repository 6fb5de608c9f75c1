import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import Koa, { type Context, type Next } from 'koa'
import { koaCorrelation, koaMetrics } from '../instrument/index.js'
import { DatabaseUnavailableError, RequestError } from './errors.js'
import { auctionRoutes } from './routes/auctions.js'
import { basketRoutes } from './routes/baskets.js'
import { breakable } from './routes/breakable.js'
import { faultRoutes, type Switches } from './routes/faults.js'
import { healthRoutes, type HealthSource } from './routes/health.js'
import { orderRoutes } from './routes/orders.js'
import { peopleRoutes } from './routes/people/routes.js'
import { productRoutes } from './routes/products.js'
import { rateRoutes } from './routes/rates.js'
import { logOf } from './routes/log.js'
import type { Route } from './routes/route.js'
import { administrationRoutes } from './routes/supply/administration.js'
import { supplierRoutes } from './routes/supply/supplier.js'
import { vitalsRoutes } from './routes/vitals.js'
import type { Services } from './services.js'

/** Status and sentence of an error's answer; what is not the caller's to know stays in the log. */
const answerTo = (error: unknown): readonly [status: number, sentence: string] => {
  if (error instanceof RequestError) return [error.status, error.message]
  if (error instanceof DatabaseUnavailableError) return [503, 'The database does not answer; try again in a moment.']
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return [413, 'The body is too large; send at most 16 kB.']
  if (typeof status === 'number' && status >= 400 && status < 500) return [status, 'The request could not be read.']
  return [500, 'Something went wrong on our side; try again.']
}

const answerErrors = async (context: Context, next: Next): Promise<void> => {
  try {
    await next()
  } catch (error) {
    const [status, sentence] = answerTo(error)
    if (status >= 500) logOf(context).error({ err: error, method: context.method, path: context.path }, 'request failed')
    context.status = status
    if (status === 503) context.set('retry-after', '2')
    context.body = { error: sentence }
  }
}

const secure = async (context: Context, next: Next): Promise<void> => {
  context.set('x-content-type-options', 'nosniff')
  context.set('cache-control', 'no-store')
  await next()
}

const unreadable = (error: Error): never => {
  if ('status' in error && error.status === 413) throw error
  throw new RequestError(400, 'The body is not valid JSON.', { cause: error })
}

const notAllowed = (): RequestError => new RequestError(405, 'This address does not take that method.')

const sayNothingFound = async (context: Context, next: Next): Promise<void> => {
  await next()
  if (context.status === 404 && context.body === undefined)
    throw new RequestError(404, `There is nothing at ${context.path.slice(0, 100)}.`)
}

const routerOf = (routes: readonly Route[]): Router => {
  const router = new Router({ sensitive: true })
  for (const { method, path, handle } of routes) router[method](path, handle)
  return router
}

/** The whole API: measured first, then named, guarded, read and routed. */
export const createApplication = (services: Services, health: HealthSource, switches: Switches): Koa => {
  const business = [
    ...productRoutes(services),
    ...basketRoutes(services),
    ...orderRoutes(services),
    ...peopleRoutes(services),
    ...auctionRoutes(services),
    ...rateRoutes(services),
    ...supplierRoutes(services),
    ...administrationRoutes(services),
  ]
  const paths = [...new Set(business.map(({ path }) => path))]
  const breakableRoutes = business.map((route) => breakable(services, route))
  const router = routerOf([
    ...breakableRoutes,
    ...vitalsRoutes(services),
    ...healthRoutes(health),
    ...faultRoutes(services, switches, paths),
  ])
  const application = new Koa()
  // Every error of a handler is answered and logged below; what comes here is a caller who went away.
  application.on('error', (error: unknown) => services.logger.debug({ err: error }, 'a request broke off'))
  application.use(koaMetrics(services.instruments))
  application.use(koaCorrelation(services.logger, { mixin: false }))
  application.use(answerErrors)
  application.use(secure)
  application.use(bodyParser({ enableTypes: ['json'], jsonLimit: '16kb', onError: unreadable }))
  application.use(sayNothingFound)
  application.use(router.routes())
  application.use(router.allowedMethods({ throw: true, methodNotAllowed: notAllowed, notImplemented: notAllowed }))
  return application
}
