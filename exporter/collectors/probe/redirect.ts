import type { IncomingMessage } from 'node:http'
import type { HttpRules } from '../../settings/probes/modules.js'
import type { Hop } from './exchange.js'
import { ProbeFailure } from './failure.js'
import { resolveAddress } from './resolve.js'
import type { Probing } from './probing.js'

export const MOST_REDIRECTS = 10

/** Where an answer leads to; undefined for one that is no redirect. */
export const locationOf = ({ statusCode = 0, headers }: IncomingMessage, { url }: Hop): URL | undefined => {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined
  if (!URL.canParse(headers.location, url.href)) throw new ProbeFailure('the redirect leads nowhere')
  const next = new URL(headers.location, url.href)
  if (next.protocol !== 'http:' && next.protocol !== 'https:') throw new ProbeFailure(`the redirect leads to ${next.protocol}`)
  next.username = ''
  next.password = ''
  return next
}

/** A redirect turns everything but GET and HEAD into GET, except 307 and 308, which repeat what was sent. */
const repeated = ({ method, body }: Hop, status: number): Pick<Hop, 'method' | 'body'> => {
  if (status === 307 || status === 308) return { method, body }
  return { method: method === 'HEAD' ? 'HEAD' : 'GET', body: undefined }
}

/**
 * The request that follows a redirect. Once it has led to another origin, nothing of the module's secrets goes along
 * any more, wherever it leads then.
 */
export const follow = async (
  { url: first, rules, guard, signal }: Probing<HttpRules>,
  hop: Hop,
  { url, status, count }: { readonly url: URL; readonly status: number; readonly count: number },
): Promise<Hop> => {
  if (count > MOST_REDIRECTS) throw new ProbeFailure(`more than ${MOST_REDIRECTS} redirects`)
  const isOwnEndpoint = hop.isOwnEndpoint && url.origin === first.origin
  const { method, body } = repeated(hop, status)
  if (body !== undefined && !isOwnEndpoint) throw new ProbeFailure('the redirect would send the body to another origin')
  const address = await resolveAddress(url.hostname, rules.address, signal)
  guard.check(address, count)
  return { url, address, method, body, isOwnEndpoint }
}
