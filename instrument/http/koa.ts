import type { Context, Middleware } from 'koa'
import type { Instruments } from '../registry.js'
import { createMeter } from './meter.js'

/** The template that @koa/router matched, prefixes included; it is absent for 404, 405 and OPTIONS. */
const routeOf = (ctx: Context): string | undefined => {
  const matched: unknown = ctx['_matchedRoute']
  return matched === undefined ? undefined : String(matched)
}

/**
 * Measures every exchange of a Koa application; mount it once and first. Errors that handlers throw are measured with the status
 * that Koa answers, a client that leaves counts as 499, and every answer carries x-response-time.
 *
 * @example
 * app.use(koaMetrics(instruments))
 */
export const koaMetrics = (instruments: Instruments): Middleware => {
  const measure = createMeter(instruments, routeOf)
  return (ctx, next) => {
    measure(ctx.req, ctx.res, ctx)
    return next()
  }
}
