import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { WebConfiguration } from './configuration.js'
import type { WebTls } from './tls.js'

const LIMITS = { requestTimeout: 10_000, headersTimeout: 5000 } as const
const HANDSHAKE_MILLISECONDS = 5000

/** Subject alternative names of a certificate, without their kinds. */
const namesOf = (socket: TLSSocket): readonly string[] =>
  (socket.getPeerX509Certificate()?.subjectAltName ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address|email|URI):/, ''))

/** Whether a client may go on, by the certificate that it showed. */
const isWelcome = (socket: TLSSocket, { client, clientNames }: WebTls): boolean => {
  if (client === 'none' || client === 'asked') return true
  const isShown = socket.getPeerX509Certificate() !== undefined
  if (!isShown) return client === 'verified if given'
  if (client !== 'any' && !socket.authorized) return false
  return clientNames.length === 0 || namesOf(socket).some((name) => clientNames.includes(name))
}

export interface WebServer {
  readonly server: Server
  readonly scheme: 'http' | 'https'
}

/**
 * A server for the configuration: plain where it names no certificate. Only HTTP/1.1 is spoken, which every scraper does.
 *
 * @param current the configuration at the time of each handshake.
 */
export const createWebServer = (current: () => WebConfiguration | undefined, listener: RequestListener): WebServer => {
  const tls = current()?.tls
  if (!tls) return { server: createServer(LIMITS, listener), scheme: 'http' }
  const options = {
    ...LIMITS,
    ...tls.context,
    requestCert: tls.client !== 'none',
    rejectUnauthorized: tls.client === 'verified',
    handshakeTimeout: HANDSHAKE_MILLISECONDS,
  }
  const server = createSecureServer(options, listener)
  server.prependListener('secureConnection', (socket) => {
    const now = current()?.tls
    if (now && !isWelcome(socket, now)) socket.destroy()
  })
  return { server, scheme: 'https' }
}
