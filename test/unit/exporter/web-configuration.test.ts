import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWebConfiguration } from '../../../exporter/web/configuration.js'
import { createBucket } from '../../../exporter/web/bucket.js'
import { createAuthority, type Authority } from '../../support/certificates.js'

const HASH = '$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG'
let authority: Authority
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-web-'))
const file = join(folder, 'web.yml')

beforeAll(() => {
  authority = createAuthority()
  const certificate = authority.issue({ name: 'localhost', days: 9, names: ['DNS:localhost'] })
  const other = authority.issue({ name: 'other', days: 9, names: ['DNS:other'] })
  copyFileSync(certificate.certificateFile, join(folder, 'server.pem'))
  copyFileSync(certificate.keyFile, join(folder, 'server.key'))
  copyFileSync(other.keyFile, join(folder, 'other.key'))
  copyFileSync(authority.certificateFile, join(folder, 'ca.pem'))
})
afterAll(() => {
  authority.remove()
  rmSync(folder, { recursive: true })
})

const read = (yaml: string) => {
  writeFileSync(file, yaml)
  return readWebConfiguration(file)
}

const refusal = (yaml: string): string => {
  try {
    read(yaml)
  } catch (error) {
    if (error instanceof Error && error.name === 'UsageError') return error.message.replaceAll(`${folder}/`, '')
    throw error
  }
  throw new Error('the file is taken')
}

const TLS = 'tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n'

describe('a web configuration file', () => {
  test('of exporter-toolkit is taken whole, with paths relative to it', () => {
    const { tls, users, headers, rateLimit, files } = read(`${TLS}  client_ca_file: ca.pem
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [prometheus.example]
  min_version: TLS12
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]
  curve_preferences: [X25519, CurveP256]
  prefer_server_cipher_suites: true
http_server_config: { http2: true, headers: { X-Frame-Options: deny, Strict-Transport-Security: max-age=60, X-XSS-Protection: '' } }
basic_auth_users: { alice: ${HASH} }
rate_limit: { interval: 1s, burst: 5 }
`)
    expect(tls).toMatchObject({ client: 'verified', clientNames: ['prometheus.example'] })
    expect(tls?.context).toMatchObject({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ecdhCurve: 'X25519:P-256', honorCipherOrder: true })
    expect(tls?.context.ciphers).toBe(
      'ECDHE-ECDSA-AES256-GCM-SHA384:TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
    )
    expect([...users.keys()]).toEqual(['alice'])
    expect(JSON.stringify([...users])).not.toContain(HASH)
    expect(headers).toEqual({ 'X-Frame-Options': 'deny', 'Strict-Transport-Security': 'max-age=60' })
    expect(rateLimit).toEqual({ intervalSeconds: 1, burst: 5 })
    expect(files.map((path) => path.replace(folder, ''))).toEqual(['/web.yml', '/server.pem', '/server.key', '/ca.pem'])
  })

  test('without TLS is plain', () => expect(read('basic_auth_users: {}').tls).toBeUndefined())

  test.each([
    ['tls_server_confg: {}', 'web.yml:1: "tls_server_confg" is no key that is known here; write "tls_server_config".'],
    ['tls_server_config:\n  cert_file: server.pem', 'web.yml:1: TLS needs the key of its certificate; add key_file.'],
    ['tls_server_config:\n  key_file: server.key', 'web.yml:1: TLS needs a certificate; add cert_file.'],
    [
      'tls_server_config:\n  cert_file: nowhere.pem\n  key_file: server.key',
      'web.yml:2: the file nowhere.pem that cert_file names cannot be read (ENOENT); name a PEM file that this user may read.',
    ],
    [`${TLS}  cert: x`, 'web.yml:2: cert and cert_file exclude each other; keep one of them.'],
    [`${TLS}  min_version: TLS10`, "web.yml:4: min_version is TLS10, which Node's OpenSSL no longer speaks; write TLS12 or TLS13."],
    [
      `${TLS}  cipher_suites:\n    - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265`,
      'web.yml:5: Node knows no "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265"; write "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".',
    ],
    [
      `${TLS}  curve_preferences: [X25519MLKEM768]`,
      'web.yml:4: Node knows no "X25519MLKEM768"; use one of CurveP256, CurveP384, CurveP521, X25519.',
    ],
    [
      `${TLS}  client_ca_file: ca.pem`,
      'web.yml:4: a client CA is named but no client is asked for a certificate; add client_auth_type: RequireAndVerifyClientCert.',
    ],
    [
      `${TLS}  client_auth_type: RequireAndVerifyClientCert`,
      'web.yml:4: without a client CA every certificate of a public authority would do; add client_ca_file.',
    ],
    [
      `${TLS}  client_allowed_sans: [a]`,
      'web.yml:4: client_allowed_sans needs a certificate to read; add client_auth_type: RequireAndVerifyClientCert.',
    ],
    [
      `${TLS}  client_auth_type: Always`,
      'web.yml:4: tls_server_config.client_auth_type is "Always"; write one of NoClientCert, RequestClientCert, RequireAnyClientCert, RequireClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert.',
    ],
    [
      'http_server_config:\n  headers:\n    X-Powered-By: me',
      'web.yml:3: "http_server_config.headers.X-Powered-By" is no key that is known here; use one of Content-Security-Policy, X-Frame-Options, X-Content-Type-Options, X-XSS-Protection, Strict-Transport-Security.',
    ],
    [
      'basic_auth_users:\n  alice: hunter2',
      'web.yml:2: what stands for the user "alice" is no bcrypt hash; make one with htpasswd -nBC 10 "alice".',
    ],
    [
      `basic_auth_users:\n  alice: ${HASH.replace('$10$', '$18$')}`,
      'web.yml:2: the hash of the user "alice" has the cost 18; make one of 4 to 14.',
    ],
    ['rate_limit: { interval: 1s }', 'web.yml:1: rate_limit has no key "burst"; add it.'],
    ['', 'web.yml:1: the file is empty; write a group of keys.'],
  ])('%j is refused in one sentence', (yaml, sentence) => {
    const said = refusal(yaml)
    expect(said).toBe(sentence)
    expect(said).not.toContain('hunter2')
  })

  test('whose key belongs to another certificate is refused', () => {
    expect(refusal(TLS.replace('server.key', 'other.key'))).toMatch(/^web\.yml:1: the certificate cannot be used \(.*key values mismatch\)/)
  })

  test('that is not there is told', () => {
    expect(() => readWebConfiguration('/nowhere/web.yml')).toThrow(
      '/nowhere/web.yml: the web configuration file cannot be read (ENOENT); name one that is there.',
    )
  })
})

describe('the rate limit', () => {
  test('lets a burst through and then one an interval', () => {
    let now = 0
    const bucket = createBucket(() => now)
    const take = () => bucket.take({ intervalSeconds: 2, burst: 3 })
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
    now = 1.9
    expect(take()).toBe(false)
    now = 2.1
    expect([take(), take()]).toEqual([true, false])
    now = 100
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
  })
})
