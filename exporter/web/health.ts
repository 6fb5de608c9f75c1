import { createServer, type Server } from 'node:http'
import { listen } from '../../configuration/index.js'

const LOOPBACK = '127.0.0.1'

/**
 * Tells programs on this machine in plain HTTP that the process lives: for the health check of a container whose port
 * speaks TLS to those alone who show a certificate. Nothing else is answered there.
 *
 * @throws UsageError where the port is taken.
 */
export const listenForHealth = async (port: number | undefined): Promise<Server | undefined> => {
  if (port === undefined) return undefined
  const server = createServer({ requestTimeout: 5000 }, ({ url, method }, response) => {
    const isAsked = url === '/healthz' && (method === 'GET' || method === 'HEAD')
    response.writeHead(isAsked ? 200 : 404, { 'content-type': 'application/json' })
    response.end(isAsked && method === 'GET' ? '{"status":"ok"}' : undefined)
  })
  await listen(server, { host: LOOPBACK, port, chooseBy: 'listen.health_port' })
  return server
}
