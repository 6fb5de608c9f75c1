import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Instruments } from '../registry.js'
import { createMeter } from './meter.js'

/** What an Express request says of its route, as far as it is read here; Express itself is not needed. */
export interface ExpressRequest extends IncomingMessage {
  readonly baseUrl?: string
  readonly route?: { readonly path: unknown }
}

export type ExpressHandler = (request: ExpressRequest, response: ServerResponse, next: () => void) => void

const routeOf = (request: ExpressRequest): string | undefined =>
  request.route === undefined ? undefined : `${request.baseUrl ?? ''}${String(request.route.path)}`

/**
 * Measures every exchange of an Express application; mount it first.
 *
 * @example
 * app.use(expressMetrics(instruments))
 */
export const expressMetrics = (instruments: Instruments): ExpressHandler => {
  const measure = createMeter(instruments)
  return (request, response, next) => {
    measure(request, response, () => routeOf(request))
    next()
  }
}
