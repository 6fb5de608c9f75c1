import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from './errors.js'
import { portHolder } from './port-holder.js'

export interface ListenAddress {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** How to choose another port, such as `--port or PLIMSOLL_EXPORTER_PORT`. */
  readonly chooseBy: string
}

const failure = (error: NodeJS.ErrnoException, { host, port, chooseBy }: ListenAddress): Error => {
  const sentences: Readonly<Record<string, () => string>> = {
    EADDRINUSE: () => `Port ${port} on ${host} is in use by ${portHolder(port)}; stop that or choose another port with ${chooseBy}.`,
    EACCES: () => `This user may not listen on port ${port}; choose one above 1023 with ${chooseBy}.`,
    EADDRNOTAVAIL: () => `This machine has no address ${host}; listen on 127.0.0.1 or on 0.0.0.0.`,
    ENOTFOUND: () => `The host ${host} to listen on is not known; listen on 127.0.0.1 or on 0.0.0.0.`,
  }
  const sentence = sentences[error.code ?? '']
  return sentence ? new UsageError(sentence(), { cause: error }) : error
}

/**
 * Lets a server listen.
 *
 * @returns where it answers, as `http://127.0.0.1:9464`.
 * @throws UsageError where the port or host is not to be had: which, by what, and how to choose another.
 */
export const listen = (server: Server, address: ListenAddress): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => reject(failure(error, address)))
    server.listen(address.port, address.host, () => {
      const { address: host, port, family } = server.address() as AddressInfo
      resolve(`http://${family === 'IPv6' ? `[${host}]` : host}:${port}`)
    })
  })

/** Takes no more requests and waits for those under way, so many seconds at most; then frees the port. */
export const stopListening = (server: Server, patienceSeconds = 10): Promise<void> =>
  new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), patienceSeconds * 1000)
    server.close(() => {
      clearTimeout(impatience)
      resolve()
    })
    server.closeIdleConnections()
  })
