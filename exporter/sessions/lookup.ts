/**
 * Names to addresses without the worker threads. The system's own lookup holds one of Node's four threads until the
 * name server answers or half a minute is over: four of them, and no file of /proc is read any more.
 */
import { lookup as systemLookup, promises, type LookupAddress, type LookupOptions } from 'node:dns'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import { createTurns } from './turns.js'

const TRY_MILLISECONDS = 1000
const TRIES = 2

type Found = readonly LookupAddress[]
type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

const linesOf = async (file: string): Promise<readonly (readonly string[])[]> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .split(/\s+/)
      .filter(Boolean),
  )
}

const addressOf = (address: string): LookupAddress => ({ address, family: isIP(address) })

const inHosts = async (name: string): Promise<Found> => {
  const lines = await linesOf('/etc/hosts')
  const wanted = name.toLowerCase()
  return lines.flatMap(([address, ...names]) =>
    address !== undefined && isIP(address) && names.some((one) => one.toLowerCase() === wanted) ? [addressOf(address)] : [],
  )
}

/** The names to ask for, in the order of resolv.conf(5): `postgres` may stand for `postgres.shop.svc.cluster.local`. */
const candidates = async (name: string): Promise<readonly string[]> => {
  if (name.endsWith('.')) return [name]
  const lines = await linesOf('/etc/resolv.conf')
  const domains = lines.findLast(([key]) => key === 'search' || key === 'domain')?.slice(1) ?? []
  const option = lines.flatMap(([key, ...rest]) => (key === 'options' ? rest : [])).findLast((word) => word.startsWith('ndots:'))
  const dots = Number(option?.slice('ndots:'.length) ?? 1)
  const completed = domains.map((domain) => `${name}.${domain}`)
  return name.split('.').length - 1 >= dots ? [name, ...completed] : [...completed, name]
}

const ABSENT: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA'])
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

const asking = new Set<promises.Resolver>()

/** Asks no name server any more, so that none keeps a process that ends. */
export const endLookups = (): void => {
  for (const resolver of asking) resolver.cancel()
}

/** What the name server says; nothing where it knows no such name. */
const asked = async (name: string): Promise<Found> => {
  const resolver = new promises.Resolver({ timeout: TRY_MILLISECONDS, tries: TRIES })
  asking.add(resolver)
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  asking.delete(resolver)
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.map(addressOf) : []))
  const failure = answers.find((answer) => answer.status === 'rejected' && !ABSENT.has(codeOf(answer.reason)))
  if (found.length === 0 && failure?.status === 'rejected') throw failure.reason
  return found
}

const inTurn = createTurns()
const bySystem = promisify(systemLookup)

/** What else the machine knows names from, such as mDNS; one at a time, for each may hold a thread. */
const fromSystem = (name: string): Promise<Found> => inTurn(() => bySystem(name, { all: true }))

const resolve = async (name: string): Promise<Found> => {
  if (isIP(name)) return [addressOf(name)]
  const known = await inHosts(name)
  if (known.length > 0) return known
  for (const candidate of await candidates(name)) {
    const found = await asked(candidate)
    if (found.length > 0) return found
  }
  return fromSystem(name)
}

const underWay = new Map<string, Promise<Found>>()

/** Callers that ask for a name while it is looked up wait for the same answer. */
const shared = (name: string): Promise<Found> => {
  const earlier = underWay.get(name)
  if (earlier) return earlier
  const answer = resolve(name).finally(() => underWay.delete(name))
  underWay.set(name, answer)
  return answer
}

/**
 * The addresses of a name, as the machine's hosts file, its name servers and its search domains have them.
 *
 * @throws with code `ENOTFOUND` for a name that nobody knows, `ETIMEOUT` where no name server answers in two tries.
 */
export const addressesOf = async (name: string, family: number = 0): Promise<Found> => {
  const found = (await shared(name)).filter((one) => family === 0 || one.family === family)
  if (found.length > 0) return found
  throw Object.assign(new Error(`no address of ${name} is known`), { code: 'ENOTFOUND', hostname: name })
}

const familyOf = ({ family }: LookupOptions): number => (family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : (family ?? 0))

/**
 * What `net.connect`, `tls.connect` and `http.request` take as `lookup`.
 *
 * @example
 * connect({ host: 'database', port: 5432, lookup })
 */
export const lookup = (name: string, options: LookupOptions, callback: Callback): void => {
  // on a tick of its own, so that what the callback throws is not taken for a failure of the lookup
  const answer: Callback = (...found) => process.nextTick(callback, ...found)
  addressesOf(name, familyOf(options)).then(
    (found) => (options.all ? answer(null, [...found]) : answer(null, found[0]?.address ?? '', found[0]?.family)),
    (error: NodeJS.ErrnoException) => answer(error, ''),
  )
}
