import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { Agent, createServer, request as requestOf, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { listen, packageRoot, stopListening } from '../configuration/index.js'

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

interface Page {
  readonly body: Buffer
  readonly headers: OutgoingHttpHeaders & { readonly etag: string }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const SECURITY = {
  'content-security-policy': "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
}
/** What the API answers to its operators is not for the shop's customers; the router reads addresses in one case only. */
const HIDDEN = /^\/api\/(faults|health\/detailed)(\/|$)/i
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'])
const PATIENCE_MILLISECONDS = 15_000

const readPage = async (folder: string, name: string): Promise<Page> => {
  const body = await readFile(join(folder, name))
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const type = TYPES[extname(name)] ?? 'application/octet-stream'
  return { body, headers: { ...SECURITY, 'content-type': type, 'content-length': body.length, 'cache-control': 'no-cache', etag } }
}

/** All pages by their address, held in memory: an address that is not here leads to no file. */
const readPages = async (folder = join(packageRoot, 'shop', 'storefront')): Promise<ReadonlyMap<string, Page>> => {
  const names = (await readdir(folder)).filter((name) => extname(name) in TYPES)
  const pages = await Promise.all(
    names.map(async (name) => [name === 'index.html' ? '/' : `/${name}`, await readPage(folder, name)] as const),
  )
  return new Map(pages)
}

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

const passOn = (request: IncomingMessage, response: ServerResponse, target: URL, agent: Agent): void => {
  const options = { method: request.method, headers: forwardedHeaders(request), agent, timeout: PATIENCE_MILLISECONDS }
  const onward = requestOf(target, options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answerHeaders(answer))
    answer.pipe(response)
    answer.on('error', () => response.destroy())
  })
  onward.on('timeout', () => onward.destroy())
  onward.on('error', () => refuse(response, 502, 'The shop does not answer; try again in a moment.'))
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}

const serve = (request: IncomingMessage, response: ServerResponse, page: Page | undefined): void => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Pages are only read.')
  if (!page) return refuse(response, 404, 'There is no such page.')
  if (request.headers['if-none-match'] === page.headers.etag) return void response.writeHead(304, { etag: page.headers.etag }).end()
  response.writeHead(200, page.headers).end(request.method === 'HEAD' ? undefined : page.body)
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
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const address = path.startsWith('/') && URL.canParse(apiUrl + path) ? new URL(apiUrl + path) : undefined
    if (!address || HIDDEN.test(address.pathname)) return refuse(response, 404, 'There is nothing here.')
    if (address.pathname === '/healthz') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
    if (address.pathname.startsWith('/api/')) return passOn(request, response, address, agent)
    return serve(request, response, pages.get(address.pathname))
  })
  const url = await listen(server, { host, port, chooseBy: 'PLIMSOLL_STOREFRONT_PORT' })
  const close = async (): Promise<void> => {
    await stopListening(server)
    agent.destroy()
  }
  return { url, close }
}
