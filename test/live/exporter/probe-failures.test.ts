import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, type Authority } from '../../support/certificates.js'
import { answerWith, startEndpoint, startNameServer, startPlain, type Endpoint } from '../../support/endpoints.js'
import { scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { probe } from '../../support/probing.js'

type Server = Omit<Endpoint, 'seen'>
type NameServer = Omit<Server, 'url'>

let authority: Authority
let silent: Server
let trickling: Server
let broken: Server
let greeting: Server
let secure: Endpoint
let answering: NameServer
let mute: NameServer
let unknowing: NameServer
let exporter: ExporterUnderTest

beforeAll(async () => {
  authority = createAuthority()
  silent = await startPlain((socket) => socket.resume())
  trickling = await startPlain((socket) => {
    socket.resume()
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
    const timer = setInterval(() => socket.write('x'), 50)
    socket.once('close', () => clearInterval(timer))
  })
  broken = await startPlain((socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf')))
  greeting = await startPlain((socket) => {
    socket.write('220-be patient\r\n220 mail.example ESMTP\r\n')
    socket.on('data', (part) => socket.write(`250 you said ${part.toString().trim()}\r\n`))
  })
  const certificate = authority.issue({ name: 'localhost', days: 5, names: ['DNS:localhost'] })
  secure = await startEndpoint((_request, response) => response.end(), certificate)
  answering = await startNameServer((question) => answerWith(question, 0, 2))
  mute = await startNameServer(() => undefined)
  unknowing = await startNameServer((question) => answerWith(question, 3, 0))
  const ca = JSON.stringify(authority.certificateFile)
  exporter = await startExporter(`
probes:
  modules:
    http_2xx: { prober: http, timeout: 600ms, any_target: true, http: { tls_config: { ca_file: ${ca} } } }
    tcp: { prober: tcp, timeout: 600ms, any_target: true }
    tls: { prober: tcp, timeout: 600ms, any_target: true, tcp: { tls: true, tls_config: { ca_file: ${ca} } } }
    smtp:
      prober: tcp
      timeout: 600ms
      any_target: true
      tcp: { query_response: [{ expect: '^220 ([^ ]+) ESMTP' }, { send: 'EHLO $\${1}' }, { expect: '^250 you said EHLO mail.example$' }] }
    never: { prober: tcp, timeout: 600ms, any_target: true, tcp: { query_response: [{ expect: '^999' }] } }
    dns: { prober: dns, timeout: 600ms, any_target: true, dns: { query_name: shop.example, query_type: A } }
    absent: { prober: dns, timeout: 600ms, any_target: true, dns: { query_name: shop.example, valid_rcodes: [NXDOMAIN] } }
  targets:
    - { name: stuck, module: http_2xx, target: '${silent.url}/', timeout: 3s, interval: 1s }
`)
})
afterAll(async () => {
  await exporter?.close()
  const servers = [silent, trickling, broken, greeting, secure, answering, mute, unknowing]
  await Promise.all(servers.map((server) => server?.close()))
  authority?.remove()
})

const LATE = 'not finished after 0.6 s'

describe('a server that stalls fails the probe in time, and the phase shows it', () => {
  test.each([
    ['in the handshake', () => silent.url.replace('http', 'https'), 'tls'],
    ['before its answer', () => silent.url, 'processing'],
    ['in its answer', () => trickling.url, 'transfer'],
  ])('%s', async (_where, url, phase) => {
    const page = await probe(exporter.url, { target: url() })
    expect([page.value('probe_success'), page.reason]).toEqual([0, LATE])
    expect(page.value('probe_duration_seconds')).toBeLessThan(1)
    expect(page.value('probe_http_duration_seconds', { phase })).toBeGreaterThan(0.5)
  })

  test('a scrape that allows less cuts the probe shorter', async () => {
    const page = await probe(exporter.url, { target: silent.url }, 0.4)
    expect(page.reason).toBe('not finished after 0.2 s')
    expect(page.value('probe_timeout_seconds')).toBe(0.2)
  })

  test('an answer that breaks off fails', async () => {
    const page = await probe(exporter.url, { target: broken.url })
    expect([page.value('probe_success'), page.value('probe_http_status_code')]).toEqual([0, 200])
  })

  test('a page does not wait for a configured target that stalls', async () => {
    await scrape(exporter.url)
    for (let turn = 0; turn < 5; turn += 1) {
      const page = await scrape(exporter.url)
      expect(page.seconds).toBeLessThan(0.5)
      expect(page.value('probe_success', { target: 'stuck' })).toBe(0)
    }
  })

  test('nothing stays open behind a probe that failed', async () => {
    await Promise.all(Array.from({ length: 20 }, () => probe(exporter.url, { target: silent.url })))
    const socket = connect(silent.port, '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.destroy()
    const open = (await scrape(exporter.url)).value('process_open_fds') ?? 0
    await Promise.all(Array.from({ length: 20 }, () => probe(exporter.url, { target: silent.url })))
    expect((await scrape(exporter.url)).value('process_open_fds')).toBeLessThan(open + 10)
  })

  test('more probes at a time than the gate holds are answered 503, and none is lost', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => probe(exporter.url, { target: silent.url })))
    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].sort()).toEqual([200, 503])
    expect((await probe(exporter.url, { target: `${secure.url}/` })).value('probe_success')).toBe(1)
  })
})

describe('TCP', () => {
  test('a closed port fails with the reason', async () => {
    const page = await probe(exporter.url, { target: 'localhost:1', module: 'tcp' })
    expect([page.value('probe_success'), page.reason]).toEqual([0, 'connect ECONNREFUSED 127.0.0.1:1'])
  })

  test('an open port, and one that speaks TLS', async () => {
    expect((await probe(exporter.url, { target: `localhost:${silent.port}`, module: 'tcp' })).value('probe_success')).toBe(1)
    const page = await probe(exporter.url, { target: `localhost:${secure.port}`, module: 'tls' })
    expect(page.reason).toBe('all is well')
    expect(((page.value('probe_ssl_earliest_cert_expiry') ?? 0) - Date.now() / 1000) / 86_400).toBeCloseTo(5, 1)
  })

  test('a conversation, with what was heard in what is said', async () => {
    expect((await probe(exporter.url, { target: `localhost:${greeting.port}`, module: 'smtp' })).reason).toBe('all is well')
    const page = await probe(exporter.url, { target: `localhost:${greeting.port}`, module: 'never' })
    expect([page.value('probe_failed_due_to_regex'), page.value('probe_success')]).toEqual([1, 0])
    expect(page.reason).toBe(`no line matches "^999": ${LATE}`)
  })

  test.each(['localhost', 'localhost:0x50/', 'a b:1', 'http://localhost:80'])('%s is no address', async (target) => {
    expect((await probe(exporter.url, { target, module: 'tcp' })).status).toBe(400)
  })
})

describe('DNS', () => {
  test('a server that answers is measured', async () => {
    const page = await probe(exporter.url, { target: `127.0.0.1:${answering.port}`, module: 'dns' })
    expect(page.reason).toBe('all is well')
    expect([page.value('probe_dns_answer_rrs'), page.value('probe_dns_query_succeeded')]).toEqual([2, 1])
    expect(page.value('probe_dns_duration_seconds', { phase: 'request' })).toBeGreaterThan(0)
  })

  test('a server that never answers fails in time', async () => {
    const page = await probe(exporter.url, { target: `127.0.0.1:${mute.port}`, module: 'dns' })
    expect([page.value('probe_success'), page.value('probe_dns_query_succeeded'), page.reason]).toEqual([0, 0, LATE])
  })

  test('a name that is not there fails, unless that is what is wanted', async () => {
    const target = `127.0.0.1:${unknowing.port}`
    const page = await probe(exporter.url, { target, module: 'dns' })
    expect([page.reason, page.value('probe_dns_query_succeeded')]).toEqual(['the server answers NXDOMAIN and not NOERROR', 1])
    expect((await probe(exporter.url, { target, module: 'absent' })).value('probe_success')).toBe(1)
  })

  test('a name without address fails by itself', async () => {
    const page = await probe(exporter.url, { target: 'http://nobody.invalid/' })
    expect(page.value('probe_success')).toBe(0)
    expect(page.value('probe_duration_seconds')).toBeLessThan(1)
    expect(page.value('probe_ip_protocol')).toBeUndefined()
  })
})
