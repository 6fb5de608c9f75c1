import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, type Authority } from '../../support/certificates.js'
import { startEndpoint, type Endpoint } from '../../support/endpoints.js'
import { scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { probe } from '../../support/probing.js'

const SECRET = 'hunter2-and-more'
const DAY = 86_400
let authority: Authority
let plain: Endpoint
let other: Endpoint
let secure: Endpoint
let expired: Endpoint
let misnamed: Endpoint
let exporter: ExporterUnderTest

const configuration = () => {
  const ca = JSON.stringify(authority.certificateFile)
  return `
probes:
  modules:
    http_2xx: { prober: http, any_target: true, http: { tls_config: { ca_file: ${ca} } } }
    secret:
      prober: http
      allow_targets: ['${plain.url}', '${other.url}/own']
      http: { headers: { X-Api-Key: ${SECRET}, Accept-Language: de }, basic_auth: { username: me, password_variable: PW }, tls_config: { ca_file: ${ca} } }
    word: { prober: http, any_target: true, http: { fail_if_body_not_matches_regexp: ['(?i)hel+o'] } }
    no_word: { prober: http, any_target: true, http: { fail_if_body_matches_regexp: ['hello$'] } }
    teapot: { prober: http, any_target: true, http: { valid_status_codes: [418], method: POST, body: 'x=1', headers: { Content-Type: text/plain } } }
    header: { prober: http, any_target: true, http: { fail_if_header_not_matches: [{ header: X-Kind, regexp: '^good$' }] } }
    stay: { prober: http, any_target: true, http: { follow_redirects: false, valid_status_codes: [302] } }
    only_tls: { prober: http, any_target: true, http: { fail_if_not_ssl: true } }
    version: { prober: http, any_target: true, http: { valid_http_versions: [HTTP/1.0] } }
    insecure: { prober: http, any_target: true, http: { tls_config: { insecure_skip_verify: true } } }
    small: { prober: http, any_target: true, http: { body_size_limit: 100B } }
    named: { prober: http, any_target: true, http: { tls_config: { ca_file: ${ca}, server_name: other.example } } }
  targets:
    - { name: front, module: secret, target: '${plain.url}/away', interval: 1s }
    - { name: page, module: http_2xx, target: '${plain.url}/', interval: 1s }
    - { name: nobody, module: http_2xx, target: 'http://127.0.0.1:1/', interval: 1s }
`
}

beforeAll(async () => {
  authority = createAuthority()
  other = await startEndpoint((_request, response) => response.end('other'))
  plain = await startEndpoint((request, response) => {
    const redirects: Readonly<Record<string, string>> = {
      '/away': `${other.url}/landing`,
      '/home': '/',
      '/loop': '/loop',
      '/ftp': 'ftp://localhost/',
      '/cloud': 'http://169.254.169.254/latest/meta-data/',
      '/tls': `${secure.url}/`,
    }
    const location = redirects[request.url ?? '']
    // a long body behind a redirect, which nobody reads
    if (location) response.writeHead(302, { location, 'content-length': 1e6 }).end('x'.repeat(1e6))
    else if (request.url === '/post') response.writeHead(307, { location: `${other.url}/taken` }).end()
    else if (request.url === '/teapot') response.writeHead(418).end()
    else if (request.url === '/long') response.end('x'.repeat(101))
    else response.writeHead(200, { 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT', 'x-kind': 'good' }).end('hello')
  })
  const names = ['DNS:localhost', 'DNS:other.example', 'IP:127.0.0.1']
  secure = await startEndpoint((_request, response) => response.end('safe'), authority.issue({ name: 'localhost', days: 13, names }))
  expired = await startEndpoint((_request, response) => response.end('old'), authority.issue({ name: 'old', days: -1, names }))
  misnamed = await startEndpoint((_request, response) => response.end(), authority.issue({ name: 'x', days: 9, names: ['DNS:x.example'] }))
  exporter = await startExporter(configuration(), { PW: SECRET })
})
afterAll(async () => {
  await exporter?.close()
  await Promise.all([plain, other, secure, expired, misnamed].map((endpoint) => endpoint?.close()))
  authority?.remove()
})

describe('an endpoint that answers', () => {
  test('is measured phase by phase', async () => {
    const page = await probe(exporter.url, { target: `${plain.url}/home` })
    expect(page.reason).toBe('all is well')
    const expected = {
      probe_success: 1,
      probe_http_status_code: 200,
      probe_http_version: 1.1,
      probe_http_ssl: 0,
      probe_http_redirects: 1,
      probe_http_content_length: -1,
      probe_http_uncompressed_body_length: 5,
      probe_http_last_modified_timestamp_seconds: Date.UTC(2026, 10, 21, 10) / 1000,
      probe_failed_due_to_regex: 0,
      probe_ip_protocol: 4,
      probe_ip_addr_hash: 3_668_918_509,
    }
    for (const [name, value] of Object.entries(expected)) expect(page.value(name), name).toBe(value)
    const phases = ['resolve', 'connect', 'processing', 'transfer'].map(
      (phase) => page.value('probe_http_duration_seconds', { phase }) ?? 0,
    )
    expect(phases.every((seconds) => seconds > 0)).toBe(true)
    expect(page.value('probe_http_duration_seconds', { phase: 'tls' })).toBe(0)
    const sum = phases.reduce((total, seconds) => total + seconds)
    expect(sum).toBeLessThanOrEqual(page.value('probe_duration_seconds') ?? 0)
  })

  test('over TLS shows its certificate and when that ends', async () => {
    const page = await probe(exporter.url, { target: `${secure.url}/` })
    expect(page.reason).toBe('all is well')
    expect(page.value('probe_http_ssl')).toBe(1)
    expect(page.value('probe_http_duration_seconds', { phase: 'tls' })).toBeGreaterThan(0)
    const left = (page.value('probe_ssl_earliest_cert_expiry') ?? 0) - Date.now() / 1000
    expect(left / DAY).toBeGreaterThan(12.9)
    expect(left / DAY).toBeLessThanOrEqual(13)
    expect(page.labels('probe_tls_version_info')).toEqual({ version: 'TLS 1.3' })
    expect(page.labels('probe_ssl_last_chain_info')).toMatchObject({
      subject: 'CN=localhost',
      issuer: 'CN=Test CA,O=Test\\, Inc,C=DE',
      subjectalternative: 'localhost,other.example',
      fingerprint_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  test('reached by a redirect to TLS shows the certificate of where it led', async () => {
    const page = await probe(exporter.url, { target: `${plain.url}/tls` })
    expect([page.value('probe_success'), page.value('probe_http_ssl'), page.value('probe_http_redirects')]).toEqual([1, 1, 1])
    expect(page.text.match(/^probe_ssl_earliest_cert_expiry /gm)).toHaveLength(1)
  })

  test('by another name than its address is asked for that one', async () => {
    expect((await probe(exporter.url, { target: `${secure.url}/`, module: 'named' })).reason).toBe('all is well')
  })

  test.each([
    ['word', '/', 1],
    ['no_word', '/home', 0],
    ['teapot', '/teapot', 1],
    ['header', '/', 1],
    ['stay', '/home', 1],
    ['version', '/', 0],
    ['only_tls', '/', 0],
    ['http_2xx', '/teapot', 0],
    ['small', '/', 1],
    ['small', '/long', 0],
    ['header', '/teapot', 0],
  ])('module %s takes %s: %i', async (module, path, success) => {
    const page = await probe(exporter.url, { target: plain.url + path, module })
    expect([page.value('probe_success'), page.reason === 'all is well' ? 1 : 0]).toEqual([success, success])
  })

  test('that fails by a pattern says so', async () => {
    expect((await probe(exporter.url, { target: other.url, module: 'word' })).value('probe_failed_due_to_regex')).toBe(1)
    expect((await probe(exporter.url, { target: plain.url, module: 'no_word' })).value('probe_failed_due_to_regex')).toBe(1)
    expect((await probe(exporter.url, { target: plain.url, module: 'version' })).value('probe_failed_due_to_regex')).toBe(0)
  })
})

describe('a certificate that does not hold', () => {
  test.each([
    ['that is over', () => expired.url, /CERT_HAS_EXPIRED/, -1],
    ['of another name', () => misnamed.url, /ERR_TLS_CERT_ALTNAME_INVALID/, 9],
  ])('%s fails the probe, shows when it ends, and is asked nothing', async (_name, url, reason, days) => {
    const page = await probe(exporter.url, { target: `${url()}/` })
    expect(page.value('probe_success')).toBe(0)
    expect(page.reason).toMatch(reason)
    const left = ((page.value('probe_ssl_earliest_cert_expiry') ?? 0) - Date.now() / 1000) / DAY
    expect(left).toBeGreaterThan(days - 0.1)
    expect(left).toBeLessThanOrEqual(days)
    expect(page.value('probe_ssl_last_chain_expiry_timestamp_seconds')).toBeUndefined()
  })

  test('of an unknown authority fails; insecure_skip_verify takes it', async () => {
    expect((await probe(exporter.url, { target: secure.url, module: 'no_word' })).reason).toMatch(/certificate does not hold/)
    expect((await probe(exporter.url, { target: expired.url, module: 'insecure' })).value('probe_success')).toBe(1)
  })

  test('was asked nothing', () => expect(misnamed.seen).toEqual([]))
})

describe('a redirect', () => {
  test('to another origin takes no credential and no header of ours along', async () => {
    const page = await probe(exporter.url, { target: `${plain.url}/away`, module: 'secret' })
    expect(page.value('probe_success')).toBe(1)
    const first = plain.seen.find(({ path, headers }) => path === '/away' && headers['x-api-key'])
    expect(first?.headers).toMatchObject({ 'x-api-key': SECRET, 'accept-language': 'de', authorization: expect.stringMatching(/^Basic /) })
    const landed = other.seen.filter(({ path }) => path === '/landing')
    expect(landed.length).toBeGreaterThan(0)
    for (const { headers } of landed) {
      expect(JSON.stringify(headers)).not.toContain(SECRET)
      expect(headers.authorization).toBeUndefined()
      expect(headers.host).toBe(new URL(other.url).host)
    }
  })

  test('that would carry a body to another origin is not followed', async () => {
    const page = await probe(exporter.url, { target: `${plain.url}/post`, module: 'teapot' })
    expect(page.reason).toBe('the redirect would send the body to another origin')
    expect(other.seen.some(({ path }) => path === '/taken')).toBe(false)
  })

  test.each([
    ['/loop', 'more than 10 redirects'],
    ['/ftp', 'the redirect leads to ftp:'],
    ['/cloud', 'the address 169.254.169.254 is out of bounds'],
  ])('%s ends with "%s"', async (path, reason) => {
    expect((await probe(exporter.url, { target: plain.url + path })).reason).toBe(reason)
  })
})

describe('/probe is no open relay', () => {
  test.each([
    [{}, 'The request names no target; ask as /probe?target=NAME&module=MODULE.'],
    [
      { target: 'http://localhost/', module: 'nope' },
      'No module is named "nope"; add it under probes.modules or ask for one that is there.',
    ],
    [
      { target: 'http://localhost:1/', module: 'secret' },
      'The module secret may not probe "http://localhost:1/"; add it under probes.targets, or to the module\'s allow_targets.',
    ],
    [{ target: 'file:///etc/passwd' }, 'The target "file:///etc/passwd" is no address for the prober http; write a URL, or host and port.'],
    [
      { target: 'http://me:secret@localhost/' },
      'The target "http://me:secret@localhost/" is no address for the prober http; write a URL, or host and port.',
    ],
  ])('%j is answered with 400 and a sentence', async (query, sentence) => {
    const { status, text } = await probe(exporter.url, query)
    expect([status, text]).toEqual([400, `${sentence}\n`])
  })

  test('a path that the module does not list is refused', async () => {
    expect((await probe(exporter.url, { target: `${other.url}/own/page`, module: 'secret' })).value('probe_success')).toBe(1)
    for (const path of ['/', '/owner', '/own/../x', '/own%2f..']) {
      expect((await probe(exporter.url, { target: other.url + path, module: 'secret' })).status, path).toBe(400)
    }
  })

  test.each(['http://169.254.169.254/', 'http://[::ffff:a9fe:a9fe]/', 'http://0.0.0.0/', 'http://2852039166/', 'http://[fe80::1]/'])(
    'metadata and neighbours are out of bounds: %s',
    async (target) => {
      expect((await probe(exporter.url, { target })).reason).toMatch(/is out of bounds$/)
    },
  )

  test('configured targets are asked for by name or exact address', async () => {
    expect((await probe(exporter.url, { target: 'page' })).value('probe_success')).toBe(1)
    expect((await probe(exporter.url, { target: `${plain.url}/away`, module: 'secret' })).value('probe_success')).toBe(1)
  })
})

describe('configured targets on /metrics', () => {
  test('each fail alone, and the collector works either way', async () => {
    const page = await scrape(exporter.url)
    const success = ['front', 'page', 'nobody'].map((target) => page.value('probe_success', { target }))
    expect(success).toEqual([1, 1, 0])
    for (const target of ['front', 'page', 'nobody']) {
      expect(page.value('plimsoll_collector_success', { collector: `probe_${target}`, target })).toBe(1)
      expect(page.value('plimsoll_probe_age_seconds', { target })).toBeLessThan(3)
    }
    expect(page.value('probe_http_status_code', { target: 'nobody' })).toBe(0)
    expect(page.text).not.toContain(SECRET)
    expect(exporter.log()).not.toContain(SECRET)
  })

  test('are probed on their own clock, however often Prometheus comes', async () => {
    const before = plain.seen.filter(({ path }) => path === '/').length
    await Promise.all(Array.from({ length: 20 }, () => scrape(exporter.url)))
    expect(plain.seen.filter(({ path }) => path === '/').length - before).toBeLessThanOrEqual(2)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(plain.seen.filter(({ path }) => path === '/').length).toBeGreaterThan(before)
  })
})
