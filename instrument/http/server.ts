import type { IncomingMessage, Server } from 'node:http'
import type { Instruments } from '../registry.js'
import { createMeter } from './meter.js'

/**
 * Measures every exchange of a plain node:http server. `route` names the template of a request and must not return what
 * the client chose, such as the path; without it all requests count as `unmatched`.
 *
 * @example
 * hookServer(instruments, server, (request) => (request.url === '/healthz' ? '/healthz' : undefined))
 */
export const hookServer = (
  instruments: Instruments,
  server: Server,
  route: (request: IncomingMessage) => string | undefined = () => undefined,
): void => {
  const measure = createMeter(instruments, route)
  server.prependListener('request', (request, response) => measure(request, response, request))
}
