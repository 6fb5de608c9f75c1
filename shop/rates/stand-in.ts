import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen, stopListening } from '../../configuration/index.js'
import { isTrusted } from '../routes/trust.js'
import type { FaultSettings } from '../settings.js'
import { createOutage, type Outage } from './outage.js'
import { ratesAt } from './rates.js'

interface RatesOptions {
  readonly host?: string
  readonly port: number
  readonly faults?: FaultSettings
}

interface RunningRates {
  readonly url: string
  close(): Promise<void>
}

/** A dead service still takes the call; it never answers. Callers have their own patience, and this is the longest. */
const HANG_MILLISECONDS = 30_000
const LONGEST_OUTAGE_SECONDS = 3600

const answer = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body))

const mayBreak = ({ headers, socket }: IncomingMessage, { enabled, token }: FaultSettings): boolean => {
  const text = (name: string): string => String(headers[name] ?? '')
  const hostname = text('host').replace(/:\d+$/, '')
  const forwarded = text('x-forwarded-for') + text('forwarded')
  return enabled && isTrusted({ remoteAddress: socket.remoteAddress, hostname, forwarded, token: text('x-faults-token') }, token)
}

const operate = (method: string | undefined, address: URL, outage: Outage, response: ServerResponse): void => {
  if (method === 'DELETE') return answer(response, 200, { healed: outage.end() })
  if (method === 'GET') return answer(response, 200, { outage: outage.current() ?? null })
  const seconds = Number(address.searchParams.get('seconds') ?? 600)
  const kind = address.searchParams.get('kind') ?? 'dead'
  if (method !== 'POST') return answer(response, 405, { error: 'Throw the switch with POST, heal it with DELETE.' })
  if (!(seconds >= 1 && seconds <= LONGEST_OUTAGE_SECONDS)) return answer(response, 400, { error: 'Give seconds from 1 to 3600.' })
  if (kind !== 'dead' && kind !== 'failing' && kind !== 'slow') {
    return answer(response, 400, { error: 'Give the kind dead, failing or slow.' })
  }
  return answer(response, 201, { outage: outage.start(kind, seconds) })
}

const giveRates = (response: ServerResponse, outage: Outage): void => {
  const give = (): void => answer(response, 200, ratesAt(new Date()))
  switch (outage.current()?.kind) {
    case undefined:
      return give()
    case 'failing':
      return answer(response, 500, { error: 'Internal error' })
    case 'slow':
      return void setTimeout(give, 1500).unref()
    case 'dead':
      return void setTimeout(() => response.destroy(), HANG_MILLISECONDS).unref()
  }
}

/**
 * Stands in for an outside service of currency rates: GET /latest answers them, and POST /faults?seconds=600&kind=dead
 * breaks it for a while, for those alone who may.
 *
 * @throws UsageError where the port is taken.
 * @example
 * const rates = await startRates({ port: 0 })
 */
export const startRates = async ({ host = '127.0.0.1', port, faults = { enabled: false } }: RatesOptions): Promise<RunningRates> => {
  const outage = createOutage()
  const server = createServer((request, response) => {
    const address = URL.canParse(request.url ?? '/', 'http://rates') ? new URL(request.url ?? '/', 'http://rates') : undefined
    if (address?.pathname === '/healthz') return answer(response, 200, { status: 'ok' })
    if (address?.pathname === '/latest' && request.method === 'GET') return giveRates(response, outage)
    if (address?.pathname === '/faults' && mayBreak(request, faults)) return operate(request.method, address, outage, response)
    return answer(response, 404, { error: 'There is nothing here; the rates are at /latest.' })
  })
  server.maxConnections = 200
  const url = await listen(server, { host, port, chooseBy: 'PLIMSOLL_RATES_PORT' })
  return { url, close: () => stopListening(server, 1) }
}
