import type { ServerResponse } from 'node:http'
import type { Instruments } from '../registry.js'
import { createRouteReader, type ExpressRequest } from './express-routes.js'
import { createMeter } from './meter.js'

export type ExpressHandler = (request: ExpressRequest, response: ServerResponse, next: () => void) => void

/**
 * Measures every exchange of an Express application; mount it once and first. The route is the full template, through mounted
 * routers and also where a handler throws.
 *
 * @example
 * app.use(expressMetrics(instruments))
 */
export const expressMetrics = (instruments: Instruments): ExpressHandler => {
  const measure = createMeter(instruments, createRouteReader())
  return (request, response, next) => {
    measure(request, response, request)
    next()
  }
}
