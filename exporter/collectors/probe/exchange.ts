import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { HTTP_PHASES } from '../../../definition/catalogue/index.js'
import { reveal, release } from '../../../configuration/index.js'
import type { HttpRules } from '../../settings/probes/modules.js'
import { HARMLESS_HEADERS, portOf } from '../../settings/probes/permission.js'
import { readCertificate, refuseUntrusted } from './certificate.js'
import type { PhaseClock } from './clock.js'
import { openConnection, secure } from './connection.js'
import { ProbeFailure } from './failure.js'
import type { Address } from './ip.js'
import type { Measured, Probing } from './probing.js'

export type HttpPhase = (typeof HTTP_PHASES)[number]

/** One request of a probe; redirects make further ones. */
export interface Hop {
  readonly url: URL
  readonly address: Address
  readonly method: string
  readonly body: string | undefined
  /** Whether the address is the one that the module's secrets are meant for. */
  readonly isOwnEndpoint: boolean
}

export interface HttpAnswer {
  readonly message: IncomingMessage
  readonly cipher: string | undefined
}

/** Is told of each certificate, before it is judged. */
export type OnCertificate = (measured: Measured) => void

const headersOf = ({ url, isOwnEndpoint }: Hop, { headers, authorization }: HttpRules): Record<string, string> => {
  const wanted = Object.entries(headers).filter(([header]) => isOwnEndpoint || HARMLESS_HEADERS.has(header.toLowerCase()))
  const given = Object.fromEntries(wanted.map(([header, value]) => [header.toLowerCase(), value]))
  const secret = isOwnEndpoint && authorization ? { authorization: reveal(authorization()) } : {}
  return { host: url.host, 'user-agent': `${release.name}/${release.version}`, ...given, ...secret, connection: 'close' }
}

const answered = (sent: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    sent.once('response', (message) => {
      // an answer that is not read to its end, such as a redirect's, may break off unheard
      message.on('error', () => {})
      resolve(message)
    })
    sent.once('upgrade', () => reject(new ProbeFailure('the endpoint wants another protocol')))
    sent.on('error', reject)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

const send = (socket: Socket, hop: Hop, rules: HttpRules, signal: AbortSignal): Promise<IncomingMessage> => {
  const { pathname, search } = hop.url
  const headers = headersOf(hop, rules)
  const sent = request({ createConnection: () => socket, path: `${pathname}${search}`, method: hop.method, headers, signal })
  const answer = answered(sent, signal)
  sent.end(hop.body)
  return answer
}

const connected = async (
  { rules, labels, signal }: Probing<HttpRules>,
  hop: Hop,
  clock: PhaseClock<HttpPhase>,
  onCertificate: OnCertificate,
) => {
  clock.enter('connect')
  const socket = await openConnection(hop.address, Number(portOf(hop.url)), signal)
  if (hop.url.protocol !== 'https:') return { socket, cipher: undefined }
  clock.enter('tls')
  const host = hop.url.hostname.replace(/^\[|\]$/g, '')
  const tls = await secure(socket, { rules: rules.tls, host, isOwnEndpoint: hop.isOwnEndpoint }, signal)
  onCertificate(readCertificate(labels.target, tls))
  refuseUntrusted(tls, rules.tls)
  return { socket: tls, cipher: tls.getCipher().standardName }
}

/** Asks once and gives the head of the answer; `transfer` runs from then on. */
export const exchange = async (
  probing: Probing<HttpRules>,
  hop: Hop,
  clock: PhaseClock<HttpPhase>,
  onCertificate: OnCertificate,
): Promise<HttpAnswer> => {
  const { socket, cipher } = await connected(probing, hop, clock, onCertificate)
  clock.enter('processing')
  const message = await send(socket, hop, probing.rules, probing.signal)
  clock.enter('transfer')
  return { message, cipher }
}
