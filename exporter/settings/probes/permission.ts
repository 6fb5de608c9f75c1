import type { HttpRules, Permission, ProbeRules } from './modules.js'
import { below, mistake, type Place, type WrittenModule } from './place.js'

/** Headers that tell nobody a secret: they alone go to an address that is not the module's own. */
export const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-type',
  'pragma',
  'user-agent',
])

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'dns:': '53' }

/** Port of a URL, of its protocol where it names none. */
export const portOf = ({ port, protocol }: URL): string => port || (DEFAULT_PORTS[protocol] ?? '')

const LONGEST_ADDRESS = 2048

const completed = (text: string, prober: ProbeRules['prober']): string | undefined => {
  if (text.length > LONGEST_ADDRESS || /[\s\\]/.test(text)) return undefined
  if (prober !== 'http') return /[/?#]/.test(text) ? undefined : `${prober}://${text}`
  if (/^https?:\/\//i.test(text)) return text
  return /^[^/?#]*:\/\//.test(text) ? undefined : `http://${text}`
}

/**
 * The URL of what is probed: as it is written for HTTP (http:// where it has no scheme), tcp:// or dns:// before a host
 * and port. undefined for a text that is neither, or that carries a user or password.
 *
 * @example
 * addressUrl('db:5432', 'tcp')?.href   // 'tcp://db:5432'
 */
export const addressUrl = (text: string, prober: ProbeRules['prober']): URL | undefined => {
  const complete = completed(text, prober)
  if (complete === undefined || !URL.canParse(complete)) return undefined
  const url = new URL(complete)
  const isWhole = url.hostname !== '' && url.username === '' && url.password === '' && portOf(url) !== ''
  return isWhole ? url : undefined
}

const EXAMPLES: Readonly<Record<ProbeRules['prober'], string>> = {
  http: 'https://shop.example.com/health',
  tcp: 'db.example.com:5432',
  dns: '192.0.2.53:53',
}

/** @throws UsageError for an address that the prober cannot ask. */
export const checkAddress = (place: Place, text: string, { prober }: ProbeRules): URL => {
  const url = addressUrl(text, prober)
  if (url) return url
  throw mistake(place, `this is no address for the prober ${prober}; write it as ${EXAMPLES[prober]}, without a user or password.`)
}

const hasSecretHeaders = ({ headers }: HttpRules): boolean =>
  Object.keys(headers).some((header) => !HARMLESS_HEADERS.has(header.toLowerCase()))

/** What a module would tell whoever it is pointed at. */
const secretOf = (rules: ProbeRules): string | undefined => {
  if (rules.prober === 'dns') return undefined
  if (rules.tls.files().certificate !== undefined) return 'a client certificate'
  if (rules.prober === 'tcp') return undefined
  if (rules.authorization) return 'credentials'
  return hasSecretHeaders(rules) ? 'headers that may be secret' : undefined
}

const patternOf = (place: Place, text: string, { prober }: ProbeRules): URL => {
  const url = checkAddress(place, text.replace('//*.', '//').replace(/^\*\./, ''), { prober } as ProbeRules)
  if (text.replace('//*.', '//').replace(/^\*\./, '').includes('*')) {
    throw mistake(place, 'a * stands for the first parts of the name alone; write it as https://*.example.com.')
  }
  if (/(^|\/\/)\*\./.test(text)) url.hash = 'below'
  return url
}

/** Whether the entry stands for every name below its own; written as `*.` before the name. */
const isOpen = (entry: URL): boolean => entry.hash === '#below'

/**
 * What /probe may ask a module for besides the configured targets.
 *
 * @throws UsageError for a module that would send its secrets to addresses that are not written down.
 */
export const permissionOf = (place: Place, written: WrittenModule, rules: ProbeRules): Permission => {
  const entries = (written.allow_targets ?? []).map((text, index) => patternOf(below(place, 'allow_targets', index), text, rules))
  if (written.any_target && entries.length > 0) {
    throw mistake(below(place, 'allow_targets'), 'any_target allows what allow_targets lists; keep one of them.')
  }
  const told = secretOf(rules)
  if (told && (written.any_target || entries.some(isOpen))) {
    const key = written.any_target ? 'any_target' : 'allow_targets'
    throw mistake(
      below(place, key),
      `the module sends ${told}, so its targets must be written down; list each in allow_targets, without *.`,
    )
  }
  if (written.any_target) return 'any'
  return entries.length > 0 ? entries : 'none'
}

const isHostAllowed = (entry: URL, { hostname }: URL): boolean =>
  isOpen(entry) ? hostname.endsWith(`.${entry.hostname}`) : hostname === entry.hostname

const isPathAllowed = ({ pathname }: URL, asked: URL): boolean =>
  pathname === '/' || pathname === '' || asked.pathname === pathname || asked.pathname.startsWith(`${pathname.replace(/\/$/, '')}/`)

/** Whether /probe may ask for this address with the module that has this permission. */
export const isAllowed = (permission: Permission, asked: URL): boolean => {
  if (permission === 'none') return false
  if (permission === 'any') return true
  return permission.some(
    (entry) =>
      entry.protocol === asked.protocol && portOf(entry) === portOf(asked) && isHostAllowed(entry, asked) && isPathAllowed(entry, asked),
  )
}
