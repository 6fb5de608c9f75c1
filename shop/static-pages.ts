/** The storefront's files as they are answered, and which addresses its own router knows. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { OutgoingHttpHeaders } from 'node:http'
import { extname, join } from 'node:path'
import { packageRoot } from '../configuration/index.js'

export interface Page {
  readonly body: Buffer
  readonly headers: OutgoingHttpHeaders & { readonly etag: string }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
/** As containers/nginx/storefront.conf has them. */
export const SECURITY = {
  'content-security-policy': "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
}

/** Addresses that storefront/routes.js shows by itself, all of them from the same page. */
const VIEWS = /^\/(basket|account|account\/messages|auctions|supplier|administration|(products|orders|auctions)\/\d+)$/

/** What carries its version in its name never changes; the rest is asked for again, and mostly answered 304. */
const cachingOf = (name: string): string => (name.startsWith('vendor/') ? 'public, max-age=31536000, immutable' : 'no-cache')

const readPage = async (folder: string, name: string): Promise<Page> => {
  const body = await readFile(join(folder, name))
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const type = TYPES[extname(name)] ?? 'application/octet-stream'
  return { body, headers: { ...SECURITY, 'content-type': type, 'content-length': body.length, 'cache-control': cachingOf(name), etag } }
}

/** All files by their address, held in memory: an address that is not here leads to no file. */
export const readPages = async (folder = join(packageRoot, 'shop', 'storefront')): Promise<ReadonlyMap<string, Page>> => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => extname(name) in TYPES)
  const pages = await Promise.all(
    names.map(async (name) => [name === 'index.html' ? '/' : `/${name}`, await readPage(folder, name)] as const),
  )
  return new Map(pages)
}

/** The file at an address, or the page whose router knows the address. */
export const pageAt = (pages: ReadonlyMap<string, Page>, path: string): Page | undefined =>
  pages.get(path) ?? (VIEWS.test(path) ? pages.get('/') : undefined)
