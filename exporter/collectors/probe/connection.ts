import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectSecure, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { reveal } from '../../../configuration/index.js'
import type { TlsRules } from '../../settings/probes/modules.js'
import type { Address } from './ip.js'

/** Resolves at the event, rejects at an error, at the end of the connection and when the time is over. */
const until = <S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> =>
  new Promise((resolve, reject) => {
    const settle = (work: () => void): void => {
      for (const [name, listener] of listeners) socket.off(name, listener)
      signal.removeEventListener('abort', onAbort)
      work()
    }
    const onAbort = () => settle(() => reject(signal.reason))
    const ended = () => Object.assign(new Error('the endpoint closed the connection'), { code: 'ECONNRESET' })
    const listeners = [
      [event, () => settle(() => resolve(socket))],
      ['error', (error: unknown) => settle(() => reject(error))],
      ['close', () => settle(() => reject(ended()))],
    ] as const
    for (const [name, listener] of listeners) socket.on(name, listener)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })

/** Sockets that carry TLS: whoever destroys one before its TLS socket makes Node 20 end with a segmentation fault. */
const carriers = new WeakSet<Socket>()

/** What happens to a socket after its probe is nobody's business, and must not end the process. */
const guarded = <S extends Socket>(socket: S, signal: AbortSignal): S => {
  socket.on('error', () => {})
  const end = () => {
    if (!carriers.has(socket)) socket.destroy()
  }
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  return socket
}

/** A connection to the very address that was resolved. It ends with the signal. */
export const openConnection = async ({ address, family }: Address, port: number, signal: AbortSignal): Promise<Socket> => {
  const socket = guarded(connectPlain({ host: address, port, family }), signal)
  await until(socket, 'connect', signal)
  return socket.setNoDelay(true)
}

export interface TlsWish {
  readonly rules: TlsRules
  /** Name in the address, or address. */
  readonly host: string
  /** A certificate of ours is shown only to the endpoint that it is meant for. */
  readonly isOwnEndpoint: boolean
}

const tlsOptions = (socket: Socket, { rules, host, isOwnEndpoint }: TlsWish): ConnectionOptions => {
  const { ca, certificate, key } = rules.files()
  const name = rules.serverName ?? host
  return {
    socket,
    ca,
    ...(isOwnEndpoint && certificate && key ? { cert: certificate, key: reveal(key) } : {}),
    ...(isIP(name) ? { host: name } : { host: name, servername: name }),
    ...rules.versions,
    // checked by the caller, who wants the certificate's dates even where it does not hold
    rejectUnauthorized: false,
  }
}

/** Speaks TLS on the connection. Whether the certificate holds is in `authorizationError`: ask `refuseUntrusted`. */
export const secure = async (socket: Socket, wish: TlsWish, signal: AbortSignal): Promise<TLSSocket> => {
  const options = tlsOptions(socket, wish)
  signal.throwIfAborted()
  carriers.add(socket)
  return until(guarded(connectSecure(options), signal), 'secureConnect', signal)
}
