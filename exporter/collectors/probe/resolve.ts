import { Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { AddressChoice } from '../../settings/probes/modules.js'
import { ProbeFailure } from './failure.js'
import type { Address } from './ip.js'

const HOSTS = '/etc/hosts'
const RESOLVER = '/etc/resolv.conf'
const MOST_DOMAINS = 6

const linesOf = async (file: string): Promise<readonly (readonly string[])[]> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  )
}

const inHosts = async (name: string): Promise<readonly Address[]> =>
  (await linesOf(HOSTS)).flatMap(([address = '', ...names]) => {
    const family = isIP(address)
    return (family === 4 || family === 6) && names.some((one) => one.toLowerCase() === name) ? [{ address, family }] : []
  })

/** The names to ask for in turn: a short one belongs to the domains that resolv.conf searches, as in Kubernetes. */
const candidatesOf = async (name: string): Promise<readonly string[]> => {
  if (name.endsWith('.')) return [name]
  const lines = await linesOf(RESOLVER)
  const domains = lines.findLast(([key]) => key === 'search' || key === 'domain')?.slice(1, MOST_DOMAINS + 1) ?? []
  const dots = lines.filter(([key]) => key === 'options').flatMap((words) => words.flatMap((word) => /^ndots:(\d+)$/.exec(word)?.[1] ?? []))
  const completed = domains.filter((domain) => domain !== '.').map((domain) => `${name}.${domain}`)
  return name.split('.').length - 1 >= Number(dots.at(-1) ?? 1) ? [name, ...completed] : [...completed, name]
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENODATA', 'ENOTFOUND', 'EBADNAME'].includes(String(error.code))

const askServer = async (resolver: Resolver, name: string, family: 4 | 6): Promise<readonly Address[]> => {
  for (const candidate of await candidatesOf(name)) {
    try {
      const found = await (family === 4 ? resolver.resolve4(candidate) : resolver.resolve6(candidate))
      if (found.length > 0) return found.map((address) => ({ address, family }))
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  }
  return []
}

/**
 * The address of a host. It asks c-ares and not the system's getaddrinfo: that one would hold a thread of the pool
 * that files and compression need for as long as a name server stalls, and cannot be called off. So /etc/hosts and the
 * search domains of /etc/resolv.conf are read here.
 *
 * @param resolver asks the servers of /etc/resolv.conf when left away.
 * @throws ProbeFailure where the name has no address of a version that is allowed.
 */
export const resolveAddress = async (
  hostname: string,
  choice: AddressChoice,
  signal: AbortSignal,
  resolver: Resolver = new Resolver(),
): Promise<Address> => {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const literal = isIP(host)
  if (literal === 4 || literal === 6) return { address: host, family: literal }
  const other = choice.preferred === 4 ? 6 : 4
  const families = choice.fallback ? [choice.preferred, other] : [choice.preferred]
  const known = await inHosts(host)
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (const family of families) {
      signal.throwIfAborted()
      const listed = known.filter((address) => address.family === family)
      const [first] = known.length > 0 ? listed : await askServer(resolver, host, family as 4 | 6)
      if (first) return first
    }
  } finally {
    signal.removeEventListener('abort', cancel)
  }
  throw new ProbeFailure(`the name ${host} has no address${choice.fallback ? '' : ` of version ${choice.preferred}`}`)
}
