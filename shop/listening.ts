import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '../configuration/index.js'

const CLOSE_MILLISECONDS = 10_000

/**
 * Listens and tells where.
 *
 * @throws UsageError where another program has the port; `variable` chooses another.
 */
export const listen = (server: Server, host: string, port: number, variable: string): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} on ${host} is in use by another program; stop that or choose another port with ${variable}.`
      reject(error.code === 'EADDRINUSE' ? new UsageError(taken, { cause: error }) : error)
    })
    server.listen(port, host, () => resolve(server.address() as AddressInfo))
  })

/** Takes no more requests and waits for those under way, ten seconds at most. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_MILLISECONDS)
    server.close(() => {
      clearTimeout(impatience)
      resolve()
    })
  })
