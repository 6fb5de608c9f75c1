import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import { reveal, type Secret } from '../../configuration/index.js'

export interface Caller {
  readonly remoteAddress: string | undefined
  readonly hostname: string
  /** Content of the headers x-forwarded-for and forwarded, or empty. */
  readonly forwarded: string
  readonly token: string
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Says whether the caller may operate the shop: by the token where one is set, else by sitting on this machine. A
 * request that a proxy passed on or that names another host (DNS rebinding) does not sit here.
 */
export const isTrusted = ({ remoteAddress, hostname, forwarded, token }: Caller, expected: Secret | undefined): boolean => {
  if (expected) return timingSafeEqual(digest(token), digest(reveal(expected)))
  return LOOPBACK.has(remoteAddress ?? '') && LOCAL_NAMES.has(hostname) && forwarded === ''
}

/** The caller of a request; `header` carries the token. */
export const callerOf = (context: Context, header: string): Caller => ({
  remoteAddress: context.req.socket.remoteAddress,
  hostname: context.hostname,
  forwarded: context.get('x-forwarded-for') + context.get('forwarded'),
  token: context.get(header),
})
