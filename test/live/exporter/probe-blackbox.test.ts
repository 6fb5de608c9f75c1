import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findProgram, systemFolders } from '../../../stack/programs.js'
import { createAuthority, type Authority } from '../../support/certificates.js'
import { answerWith, startEndpoint, startNameServer, type Endpoint } from '../../support/endpoints.js'
import { startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { probe } from '../../support/probing.js'
import { freePort } from '../../support/services.js'

/** Debian's, and the newer ones of PLIMSOLL_TEST_PROGRAMS. A machine without one fails: a comparison with nothing proves nothing. */
const programs = (): readonly string[] => {
  const source = { names: ['prometheus-blackbox-exporter', 'blackbox_exporter'], packageName: 'prometheus-blackbox-exporter' }
  const further = (process.env['PLIMSOLL_TEST_PROGRAMS'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = [systemFolders(), ...further.map((folder) => [folder])].map((folders) => findProgram(source, '/nonexistent', folders)?.path)
  if (found.some((path) => path === undefined))
    throw new Error('install prometheus-blackbox-exporter (apt-get install prometheus-blackbox-exporter)')
  return found.filter((path) => path !== undefined)
}

/** Newer releases measure it, Debian's does not yet; or it is ours alone. */
const MAY_DIFFER = new Set([
  'probe_timeout_seconds',
  'probe_tls_cipher_info',
  'probe_http_last_modified_timestamp_seconds',
  'probe_failed_due_to_bytes',
  'probe_dns_duration_seconds',
  // ours shows a certificate that does not hold; and leaves away what was not verified, where theirs shows the year 1
  'probe_ssl_last_chain_expiry_timestamp_seconds',
])
/** Newer releases leave it away where no connection came about. */
const ALWAYS_OURS = 'probe_failed_due_to_regex'
const TIMES = /_seconds$/

let authority: Authority
let plain: Endpoint
let secure: Endpoint
let names: Omit<Endpoint, 'seen' | 'url'>
let ours: ExporterUnderTest
let modules: string
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-blackbox-'))

beforeAll(async () => {
  authority = createAuthority()
  plain = await startEndpoint((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location: '/' }).end()
    else if (request.url === '/error') response.writeHead(500).end('no')
    // slow enough in two phases to compare them
    else if (request.url === '/slow') setTimeout(() => response.write('half', () => setTimeout(() => response.end('half'), 150)), 250)
    else response.writeHead(200, { 'content-length': 5 }).end('hello')
  })
  const certificate = authority.issue({ name: 'localhost', days: 20, names: ['DNS:localhost', 'DNS:shop.example'] })
  secure = await startEndpoint((_request, response) => response.end('safe'), certificate)
  names = await startNameServer((question) => answerWith(question, 0, 1))
  const ca = JSON.stringify(authority.certificateFile)
  const ip4 = 'preferred_ip_protocol: ip4'
  modules = `
    http_2xx: { prober: http, timeout: 2s, http: { ${ip4}, tls_config: { ca_file: ${ca} } }, PERMISSION }
    body: { prober: http, timeout: 2s, http: { ${ip4}, fail_if_body_not_matches_regexp: ['(?i)HEL+O$'] }, PERMISSION }
    nobody: { prober: http, timeout: 2s, http: { ${ip4}, fail_if_body_matches_regexp: ['^h'] }, PERMISSION }
    post: { prober: http, timeout: 2s, http: { ${ip4}, method: POST, body: x, valid_status_codes: [500] }, PERMISSION }
    only_tls: { prober: http, timeout: 2s, http: { ${ip4}, fail_if_not_ssl: true }, PERMISSION }
    tcp: { prober: tcp, timeout: 2s, tcp: { ${ip4} }, PERMISSION }
    tls: { prober: tcp, timeout: 2s, tcp: { ${ip4}, tls: true, tls_config: { ca_file: ${ca} } }, PERMISSION }
    dns: { prober: dns, timeout: 2s, dns: { ${ip4}, query_name: shop.example, query_type: A }, PERMISSION }
`
  ours = await startExporter(`probes:\n  modules:${modules.replaceAll('PERMISSION', 'any_target: true')}`)
  // the first pattern starts a thread, which takes its time
  await probe(ours.url, { module: 'body', target: `${plain.url}/` })
})
afterAll(async () => {
  await ours?.close()
  await Promise.all([plain, secure, names].map((endpoint) => endpoint?.close()))
  authority?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const QUESTIONS = [
  ['http_2xx', 'plain /', () => `${plain.url}/`],
  ['http_2xx', 'plain /redirect', () => `${plain.url}/redirect`],
  ['http_2xx', 'plain /error', () => `${plain.url}/error`],
  ['http_2xx', 'plain /slow', () => `${plain.url}/slow`],
  ['http_2xx', 'TLS', () => `${secure.url}/`],
  ['http_2xx', 'a closed port', () => 'http://localhost:1/'],
  ['body', 'plain /', () => `${plain.url}/`],
  ['body', 'plain /error', () => `${plain.url}/error`],
  ['nobody', 'plain /', () => `${plain.url}/`],
  ['post', 'plain /error', () => `${plain.url}/error`],
  ['only_tls', 'plain /', () => `${plain.url}/`],
  ['tcp', 'an open port', () => `localhost:${plain.port}`],
  ['tcp', 'a closed port', () => 'localhost:1'],
  ['tls', 'a certificate', () => `localhost:${secure.port}`],
  ['dns', 'a server', () => `localhost:${names.port}`],
  ['dns', 'a closed port', () => 'localhost:1'],
] as const

describe.each(programs())('%s says the same as ours', (program) => {
  let theirs: ChildProcess
  let url: string

  beforeAll(async () => {
    const file = join(folder, 'blackbox.yml')
    writeFileSync(file, `modules:${modules.replaceAll(', PERMISSION', '').replaceAll('\n    ', '\n  ')}`)
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    theirs = spawn(program, [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] })
    const said: string[] = []
    theirs.stderr?.on('data', (part: Buffer) => said.push(part.toString()))
    for (let attempt = 0; ; attempt += 1) {
      if (
        await fetch(`${url}/-/healthy`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return
      if (attempt > 100 || theirs.exitCode !== null) throw new Error(`${program} did not start: ${said.join('')}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })
  afterAll(() => void theirs?.kill())

  const theirPage = async (module: string, target: string) => {
    const text = await (await fetch(`${url}/probe?${new URLSearchParams({ module, target })}`)).text()
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
  }

  // durations of two probes are compared, and a busy machine may hold up one of them
  test.each(QUESTIONS)('%s, %s', { retry: 3 }, async (module, _what, at) => {
    const target = at()
    const [page, own] = [await theirPage(module, target), await probe(ours.url, { module, target })]
    expect(page.has('probe_success')).toBe(true)
    const named = (names: Iterable<string>) => [...new Set(names)].filter((name) => !MAY_DIFFER.has(name)).sort()
    const given = named([...page.keys()].map((key) => key.replace(/\{.*/, '')))
    expect(named(own.names).filter((name) => name !== ALWAYS_OURS || given.includes(name))).toEqual(given)
    for (const [key, value] of page) {
      const [, name = '', text = ''] = /^([a-z0-9_]+)(?:\{(.*)\})?$/.exec(key) ?? []
      if (MAY_DIFFER.has(name)) continue
      const labels = Object.fromEntries(
        [...text.matchAll(/([a-z0-9_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, said]) => [
          label ?? '',
          said?.replaceAll('\\\\', '\\') ?? '',
        ]),
      )
      const mine = own.value(name, labels)
      if (TIMES.test(name)) expect(Math.abs((mine ?? Infinity) - value), `${key} ${value} ${mine}`).toBeLessThan(0.15)
      else expect(mine, key).toBe(value)
    }
  })
})
