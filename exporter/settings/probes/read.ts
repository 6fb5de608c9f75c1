import { RE2JS } from 're2js'
import { durationSeconds, type LocatedYaml, UsageError } from '../../../configuration/index.js'
import type { Configuration } from '../schema/index.js'
import { PROBERS } from '../schema/probes.js'
import type { Files } from '../servers.js'
import { authorizationOf, tlsRulesOf } from './files.js'
import type { AddressChoice, HeaderRule, ProbeModule, ProbeRules, ProbeSettings, ProbeTarget } from './modules.js'
import { checkAddress, permissionOf } from './permission.js'
import { below, mistake, remedyFor, type Place, type WrittenModule } from './place.js'

type WrittenHttp = NonNullable<WrittenModule['http']>
type WrittenRule = NonNullable<WrittenHttp['fail_if_header_matches']>[number]
type WrittenTarget = NonNullable<NonNullable<Configuration['probes']>['targets']>[number]

const DEFAULT_TIMEOUT = '5s'
const DEFAULT_INTERVAL = '15s'
const SHORTEST_INTERVAL_SECONDS = 1
const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1000, MB: 1_000_000 }
const LARGEST_BODY = 10_000_000
/** Patterns read the whole body, so that it is kept; without them it is only counted. */
const LARGEST_KEPT_BODY = 1_000_000

const addressOf = (written: { readonly preferred_ip_protocol?: string; readonly ip_protocol_fallback?: boolean }): AddressChoice => ({
  preferred: written.preferred_ip_protocol === 'ip6' ? 6 : 4,
  fallback: written.ip_protocol_fallback ?? true,
})

const checkPattern = (place: Place, pattern: string): string => {
  try {
    RE2JS.compile(pattern)
    return pattern
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
    throw mistake(place, `the pattern cannot be read (${reason}); write it as RE2 has it.`)
  }
}

const patternsOf = (place: Place, written: WrittenHttp, key: 'fail_if_body_matches_regexp' | 'fail_if_body_not_matches_regexp') =>
  (written[key] ?? []).map((pattern, index) => checkPattern(below(place, key, index), pattern))

const headerRulesOf = (place: Place, rules: readonly WrittenRule[] = []): readonly HeaderRule[] =>
  rules.map(({ header, regexp, allow_missing }, index) => ({
    header: header.toLowerCase(),
    pattern: checkPattern(below(place, index, 'regexp'), regexp),
    mayBeMissing: allow_missing === true,
  }))

const bodyLimitOf = (place: Place, { body_size_limit: written }: WrittenHttp, isKept: boolean): number => {
  if (written === undefined) return isKept ? LARGEST_KEPT_BODY : LARGEST_BODY
  const [, amount, unit] = /^(\d+)([KM]?B)$/.exec(written) ?? []
  const limit = Number(amount) * (UNITS[unit ?? ''] ?? 1)
  if (limit > 0 && limit <= LARGEST_BODY) return limit
  throw mistake(below(place, 'body_size_limit'), `body_size_limit is ${written}; write a size from 1B to 10MB.`)
}

const checkHeaders = (place: Place, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  for (const [header, value] of Object.entries(headers)) {
    if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header) && !/[\r\n\0]/.test(value)) continue
    throw mistake(
      below(place, 'headers', header),
      `"${header}" is no header, or its value has more than one line; write it as Name: value.`,
    )
  }
  return headers
}

const failsOnOf = (place: Place, written: WrittenHttp): 'tls' | 'plain' | undefined => {
  if (written.fail_if_ssl && written.fail_if_not_ssl) {
    throw mistake(below(place, 'fail_if_ssl'), 'fail_if_ssl and fail_if_not_ssl together fail always; keep one of them.')
  }
  if (written.fail_if_ssl) return 'tls'
  return written.fail_if_not_ssl ? 'plain' : undefined
}

const httpRulesOf = (place: Place, written: WrittenHttp = {}): ProbeRules => {
  const bodyMustNotMatch = patternsOf(place, written, 'fail_if_body_matches_regexp')
  const bodyMustMatch = patternsOf(place, written, 'fail_if_body_not_matches_regexp')
  return {
    prober: 'http',
    address: addressOf(written),
    tls: tlsRulesOf(below(place, 'tls_config'), written.tls_config),
    method: written.method ?? 'GET',
    headers: checkHeaders(place, written.headers ?? {}),
    body: written.body,
    authorization: authorizationOf(place, written),
    statuses: written.valid_status_codes ?? [],
    versions: written.valid_http_versions ?? [],
    followsRedirects: written.follow_redirects ?? true,
    failsOn: failsOnOf(place, written),
    bodyMustMatch,
    bodyMustNotMatch,
    headersMustNotMatch: headerRulesOf(below(place, 'fail_if_header_matches'), written.fail_if_header_matches),
    headersMustMatch: headerRulesOf(below(place, 'fail_if_header_not_matches'), written.fail_if_header_not_matches),
    bodyLimit: bodyLimitOf(place, written, bodyMustMatch.length + bodyMustNotMatch.length > 0),
  }
}

const tcpRulesOf = (place: Place, written: NonNullable<WrittenModule['tcp']> = {}): ProbeRules => ({
  prober: 'tcp',
  address: addressOf(written),
  tls: tlsRulesOf(below(place, 'tls_config'), written.tls_config),
  isTls: written.tls === true,
  steps: (written.query_response ?? []).map(({ expect, send, starttls }, index) => ({
    expect: expect === undefined ? undefined : checkPattern(below(place, 'query_response', index, 'expect'), expect),
    send,
    startTls: starttls === true,
  })),
})

const dnsRulesOf = (place: Place, written: WrittenModule['dns']): ProbeRules => {
  if (!written) throw mistake(place, 'a module of the prober dns needs to know what to ask for; add dns: { query_name: … }.')
  if (/^(([^.]{1,63}\.)*[^.]{1,63}\.?|\.)$/.test(written.query_name) && written.query_name.length < 254) {
    return {
      prober: 'dns',
      address: addressOf(written),
      transport: written.transport_protocol ?? 'udp',
      queryName: written.query_name,
      queryType: written.query_type ?? 'ANY',
      isRecursive: written.recursion_desired ?? true,
      codes: written.valid_rcodes ?? ['NOERROR'],
    }
  }
  throw mistake(below(place, 'dns', 'query_name'), 'query_name is no name of a host; write it as www.example.com.')
}

const proberOf = (place: Place, prober: string): (typeof PROBERS)[number] => {
  const known = PROBERS.find((one) => one === prober)
  if (known) return known
  const at = below(place, 'prober')
  if (prober === 'icmp') throw mistake(at, 'the prober icmp needs raw sockets, which this process does not have; probe a port with tcp.')
  if (prober === 'grpc') throw mistake(at, 'the prober grpc is not there; probe the port with tcp, or a health page with http.')
  throw mistake(at, `there is no prober "${prober}"; ${remedyFor(prober, PROBERS, '')}.`)
}

const rulesOf = (place: Place, written: WrittenModule): ProbeRules => {
  const prober = proberOf(place, written.prober)
  for (const other of PROBERS) {
    if (other === prober || !written[other]) continue
    throw mistake(below(place, other), `the prober is ${prober}, so the keys under ${other} mean nothing; leave them away.`)
  }
  if (prober === 'http') return httpRulesOf(below(place, 'http'), written.http)
  if (prober === 'tcp') return tcpRulesOf(below(place, 'tcp'), written.tcp)
  return dnsRulesOf(place, written.dns)
}

const moduleOf = (place: Place, name: string, written: WrittenModule): ProbeModule => {
  const rules = rulesOf(place, written)
  return {
    name,
    timeoutSeconds: durationSeconds(written.timeout ?? DEFAULT_TIMEOUT),
    rules,
    permission: permissionOf(place, written, rules),
  }
}

const targetOf = (place: Place, written: WrittenTarget, modules: ReadonlyMap<string, ProbeModule>): ProbeTarget => {
  const { name, target: address, interval = DEFAULT_INTERVAL, timeout } = written
  const found = modules.get(written.module)
  if (!found) {
    const remedy = remedyFor(written.module, [...modules.keys()], 'add it under probes.modules')
    throw mistake(below(place, 'module'), `no module is named "${written.module}"; ${remedy}.`)
  }
  checkAddress(below(place, 'target'), address, found.rules)
  const module = timeout === undefined ? found : { ...found, timeoutSeconds: durationSeconds(timeout) }
  const intervalSeconds = durationSeconds(interval)
  if (intervalSeconds < SHORTEST_INTERVAL_SECONDS) throw mistake(below(place, 'interval'), `interval is ${interval}; write at least 1s.`)
  return { name, module, address, intervalSeconds }
}

/**
 * What is probed and how.
 *
 * @throws UsageError for a prober, pattern, secret, module or address that does not do.
 */
export const readProbes = (located: LocatedYaml<Configuration>, files: Files): ProbeSettings => {
  const written = located.value.probes
  const place: Place = { located, path: ['probes'], files }
  const modules = new Map(
    Object.entries(written?.modules ?? {}).map(([name, module]) => [name, moduleOf(below(place, 'modules', name), name, module)] as const),
  )
  const targets = (written?.targets ?? []).map((target, index) => targetOf(below(place, 'targets', index), target, modules))
  for (const [index, { name }] of targets.entries()) {
    if (targets.findIndex((other) => other.name === name) === index) continue
    const where = located.where(['probes', 'targets', index, 'name'])
    throw new UsageError(`${where}: another target is named "${name}" too; give each its own name.`)
  }
  return { modules, targets }
}
