import {
  Agent,
  createServer,
  request as requestOf,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { listen, stopListening } from '../configuration/index.js'
import { pageAt, readPages, SECURITY, type Page } from './static-pages.js'
import { passUpgradeOn, refuseUpgrade } from './static-upgrade.js'

interface StorefrontOptions {
  readonly host?: string
  readonly port: number
  /** Where the shop's API is, such as http://127.0.0.1:4000. */
  readonly apiUrl: string
}

interface RunningStorefront {
  readonly url: string
  close(): Promise<void>
}

/** What the API answers to its operators is not for the shop's customers; the router reads addresses in one case only. */
const HIDDEN = /^\/api\/(faults|health)(\/|$)/i
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'])
const PATIENCE_MILLISECONDS = 15_000
/** Less than the five seconds after which the shop lets go of an idle connection. */
const IDLE_MILLISECONDS = 4000

const refuse = (response: ServerResponse, status: number, sentence: string): void => {
  if (response.headersSent) response.destroy()
  else response.writeHead(status, { ...SECURITY, 'content-type': 'application/json' }).end(JSON.stringify({ error: sentence }))
}

const forwardedHeaders = (request: IncomingMessage): OutgoingHttpHeaders => {
  const kept = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name))
  return { ...Object.fromEntries(kept), 'x-forwarded-for': request.socket.remoteAddress ?? 'unknown' }
}

const answerHeaders = (answer: IncomingMessage): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name)))

/** The shop let go of an idle connection just as it was used again: what only reads may be asked once more. */
const isToBeAskedAgain = (onward: ClientRequest, { headersSent, destroyed }: ServerResponse): boolean =>
  onward.reusedSocket && (onward.method === 'GET' || onward.method === 'HEAD') && !headersSent && !destroyed

const passOn = (request: IncomingMessage, response: ServerResponse, target: URL, agent: Agent | false): void => {
  const options = { method: request.method, headers: forwardedHeaders(request), agent, timeout: PATIENCE_MILLISECONDS }
  const onward = requestOf(target, options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...SECURITY, ...answerHeaders(answer) })
    answer.pipe(response)
    answer.on('error', () => response.destroy())
  })
  onward.on('timeout', () => onward.destroy())
  onward.on('error', () => {
    if (isToBeAskedAgain(onward, response)) passOn(request, response, target, false)
    else refuse(response, 502, 'The shop does not answer; try again in a moment.')
  })
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}

const serve = (request: IncomingMessage, response: ServerResponse, page: Page | undefined): void => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Pages are only read.')
  if (!page) return refuse(response, 404, 'There is no such page.')
  if (request.headers['if-none-match'] === page.headers.etag) return void response.writeHead(304, { etag: page.headers.etag }).end()
  response.writeHead(200, page.headers).end(request.method === 'HEAD' ? undefined : page.body)
}

/** The address at the shop that a request asks for; none where it is not to be asked from here. */
const addressAt = (apiUrl: string, path = '/'): URL | undefined => {
  const address = path.startsWith('/') && URL.canParse(apiUrl + path) ? new URL(apiUrl + path) : undefined
  return address && !HIDDEN.test(address.pathname) ? address : undefined
}

/** WebSockets are the server's no longer once they are open; the function that it returns ends those. */
const passUpgrades = (server: Server, apiUrl: string): (() => void) => {
  const open = new Set<Duplex>()
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    const address = addressAt(apiUrl, request.url)
    if (address?.pathname !== '/api/realtime') return refuseUpgrade(socket, '404 Not Found')
    return passUpgradeOn(request, socket, head, address)
  })
  return () => {
    for (const socket of open) socket.destroy()
  }
}

/**
 * Serves the storefront's pages and passes /api on to the shop; nginx does the same in containers.
 *
 * @throws UsageError where the port is taken.
 * @example
 * const storefront = await startStorefront({ port: 0, apiUrl: shop.url })
 */
export const startStorefront = async ({ host = '127.0.0.1', port, apiUrl }: StorefrontOptions): Promise<RunningStorefront> => {
  const pages = await readPages()
  const agent = new Agent({ keepAlive: true, maxSockets: 100, timeout: IDLE_MILLISECONDS })
  const server = createServer((request, response) => {
    const address = addressAt(apiUrl, request.url)
    if (!address) return refuse(response, 404, 'There is nothing here.')
    if (address.pathname === '/healthz') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
    if (address.pathname.startsWith('/api/')) return passOn(request, response, address, agent)
    return serve(request, response, pageAt(pages, address.pathname))
  })
  const endUpgraded = passUpgrades(server, apiUrl)
  const url = await listen(server, { host, port, chooseBy: 'PLIMSOLL_STOREFRONT_PORT' })
  const close = async (): Promise<void> => {
    endUpgraded()
    await stopListening(server)
    agent.destroy()
  }
  return { url, close }
}
