import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { hashSync } from 'bcryptjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPrometheus, type MonitorServer } from '../../../stack/index.js'
import { createAuthority, type Authority, type Certificate } from '../../support/certificates.js'
import { startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { freePort } from '../../support/services.js'

const PASSWORD = 'correct horse: battery'
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-web-'))
const at = (name: string) => join(folder, name)
let authority: Authority
let stranger: Authority
let client: Certificate
let passwords: ExporterUnderTest
let certificates: ExporterUnderTest
let healthPort: number

const place = (certificate: Certificate): void => {
  copyFileSync(certificate.certificateFile, at('server.pem'))
  copyFileSync(certificate.keyFile, at('server.key'))
}

const serverCertificate = (days: number) => authority.issue({ name: `server${days}`, days, names: ['DNS:localhost', 'IP:127.0.0.1'] })

const TLS = 'tls_server_config: { cert_file: server.pem, key_file: server.key }\n'
const users = (password: string) => `basic_auth_users:\n  prometheus: ${hashSync(password, 6).replace('$2b$', '$2y$')}\n`

beforeAll(async () => {
  authority = createAuthority()
  stranger = createAuthority('Stranger')
  client = authority.issue({ name: 'prometheus.example', days: 5, names: ['DNS:prometheus.example'] })
  place(serverCertificate(30))
  const headers = 'http_server_config: { headers: { X-Frame-Options: deny } }\n'
  writeFileSync(at('passwords.yml'), TLS + headers + users(PASSWORD))
  writeFileSync(
    at('certificates.yml'),
    TLS.replace(
      ' }',
      `, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ${authority.certificateFile}, client_allowed_sans: [prometheus.example] }`,
    ),
  )
  healthPort = await freePort()
  passwords = await startExporter(`system: {}\nlisten: { web_config_file: ${at('passwords.yml')} }`)
  certificates = await startExporter(`system: {}\nlisten: { web_config_file: ${at('certificates.yml')}, health_port: ${healthPort} }`)
})
afterAll(async () => {
  await Promise.all([passwords?.close(), certificates?.close()])
  authority?.remove()
  stranger?.remove()
  rmSync(folder, { recursive: true, force: true })
})

interface Curl {
  /** 0 where no answer came. */
  readonly status: number
  readonly code: number
  readonly text: string
}

const curl = (url: string, ...parameters: readonly string[]): Promise<Curl> =>
  new Promise((resolve) => {
    const all = ['-s', '-i', '--max-time', '15', '--cacert', authority.certificateFile, ...parameters, url]
    execFile('curl', all, { maxBuffer: 1e8 }, (error, stdout) => {
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(stdout)?.[1] ?? 0)
      resolve({ status, code: Number(error?.code ?? 0), text: stdout })
    })
  })

const own = ['-u', `prometheus:${PASSWORD}`] as const

describe('passwords over TLS', () => {
  test.each(['/', '/metrics', '/probe', '/info', '/api/health', '/api/health/detailed', '/nothing'])('stand before %s', async (path) => {
    const { status, text } = await curl(passwords.url + path)
    expect(status).toBe(401)
    expect(text).toMatch(/^www-authenticate: Basic realm="plimsoll"/im)
    expect(text).toMatch(/^x-frame-options: deny/im)
  })

  test('open the page to a user and to nobody else', async () => {
    const { status, text } = await curl(`${passwords.url}/metrics`, ...own)
    expect(status).toBe(200)
    expect(text).toContain('plimsoll_collector_success{collector="web_configuration",target="exporter"} 1')
    for (const user of ['prometheus:wrong', 'prometheus:', 'nobody:x', `Prometheus:${PASSWORD}`, `:${PASSWORD}`]) {
      expect((await curl(`${passwords.url}/metrics`, '-u', user)).status, user).toBe(401)
    }
    for (const header of ['Basic', 'Basic !!!', `Bearer ${PASSWORD}`, `Basic ${'A'.repeat(7000)}`]) {
      expect((await curl(`${passwords.url}/metrics`, '-H', `Authorization: ${header}`)).status, header.slice(0, 20)).toBe(401)
    }
    expect(passwords.log()).not.toContain(PASSWORD)
  })

  test('let whoever asks know that the process lives', async () => {
    for (const path of ['/healthz', '/api/health/liveness', '/api/health/readiness']) {
      expect((await curl(passwords.url + path)).status, path).toBe(200)
    }
    expect((await curl(`${passwords.url}/healthz/metrics`)).status).toBe(401)
  })

  test('are not spoken of in plain HTTP', async () => {
    expect((await curl(`${passwords.url.replace('https', 'http')}/metrics`, ...own)).status).toBe(0)
  })

  test('that are wrong do not hold up the right one, and few of them wait', async () => {
    const guesses = Array.from({ length: 60 }, (_, index) => curl(`${passwords.url}/metrics`, '-u', `prometheus:guess${index}`))
    const start = performance.now()
    expect((await curl(`${passwords.url}/metrics`, ...own)).status).toBe(200)
    expect(performance.now() - start).toBeLessThan(5000)
    const statuses = new Set((await Promise.all(guesses)).map(({ status }) => status))
    expect([...statuses].every((status) => status === 401 || status === 503)).toBe(true)
  })
})

describe('client certificates', () => {
  const shown = ({ certificateFile, keyFile }: Certificate) => ['--cert', certificateFile, '--key', keyFile] as const

  test('open the page to the one that is allowed', async () => {
    expect((await curl(`${certificates.url}/metrics`, ...shown(client))).status).toBe(200)
  })

  test.each([
    ['none', () => []],
    ['one of another authority', () => shown(stranger.issue({ name: 'p', days: 5, names: ['DNS:prometheus.example'] }))],
    ['one with another name', () => shown(authority.issue({ name: 'other', days: 5, names: ['DNS:other.example'] }))],
    ['one that is over', () => shown(authority.issue({ name: 'over', days: -1, names: ['DNS:prometheus.example'] }))],
  ])('keep out %s', async (_name, parameters) => {
    const { status, code } = await curl(`${certificates.url}/healthz`, ...parameters())
    expect(status).toBe(0)
    expect(code).not.toBe(0)
  })

  test('are not needed on the port for the health check of this machine', async () => {
    expect(await (await fetch(`http://127.0.0.1:${healthPort}/healthz`)).json()).toEqual({ status: 'ok' })
    expect((await fetch(`http://127.0.0.1:${healthPort}/metrics`)).status).toBe(404)
  })
})

describe('a change of the files', () => {
  const expiryOf = (url: string): Promise<number> =>
    new Promise((resolve, reject) => {
      request(`${url}/healthz`, { rejectUnauthorized: false, agent: false }, (response) => {
        resolve(Date.parse((response.socket as TLSSocket).getPeerCertificate().valid_to))
        response.resume()
      })
        .on('error', reject)
        .end()
    })

  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await holds()) return
      await sleep(100)
    }
    throw new Error('it did not come to hold in 10 s')
  }

  test('of the certificate is taken without a restart', async () => {
    const before = await expiryOf(passwords.url)
    place(serverCertificate(60))
    await until(async () => (await expiryOf(passwords.url)) > before + 20 * 86_400_000)
  })

  test('of a password is taken; a broken file changes nothing and fails its collector', async () => {
    writeFileSync(at('passwords.yml'), TLS + users('another'))
    const other = ['-u', 'prometheus:another'] as const
    await until(async () => (await curl(`${passwords.url}/info`, ...other)).status === 200)
    expect((await curl(`${passwords.url}/info`, ...own)).status).toBe(401)
    writeFileSync(at('passwords.yml'), `${TLS}basic_auth_users: { prometheus: plain }\n`)
    const failed = 'plimsoll_collector_success{collector="web_configuration",target="exporter"} 0'
    await until(async () => (await curl(`${passwords.url}/metrics`, ...other)).text.includes(failed))
    expect(passwords.log()).toContain('cannot be read anew')
    expect(passwords.log()).not.toContain('"plain"')
    writeFileSync(at('passwords.yml'), users('another'))
    await until(async () => passwords.log().includes('start the exporter anew'))
    writeFileSync(at('passwords.yml'), TLS + users(PASSWORD))
    await until(async () => (await curl(`${passwords.url}/metrics`, ...own)).text.includes(failed.replace(/0$/, '1')))
  })
})

test('versions, suites and rates are those of the file', async () => {
  const choices = ', min_version: TLS12, max_version: TLS12, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384] }'
  writeFileSync(at('choices.yml'), `${TLS.replace(' }', choices)}rate_limit: { interval: 1h, burst: 3 }\n`)
  const chosen = await startExporter(`system: {}\nlisten: { web_config_file: ${at('choices.yml')} }`)
  try {
    const other = 'ECDHE-ECDSA-AES128-GCM-SHA256'
    expect((await curl(`${chosen.url}/info`, '--tlsv1.3')).status).toBe(0)
    expect((await curl(`${chosen.url}/info`, '--ciphers', other)).status).toBe(0)
    const statuses: number[] = []
    for (let turn = 0; turn < 5; turn += 1) statuses.push((await curl(`${chosen.url}/info`)).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    expect((await curl(`${chosen.url}/healthz`)).status).toBe(200)
  } finally {
    await chosen.close()
  }
})

test('a mistake in the file is one sentence, exit status 2, and nothing that listens', async () => {
  writeFileSync(at('wrong.yml'), TLS.replace('server.pem', 'nowhere.pem'))
  writeFileSync(at('plimsoll.yaml'), 'system: {}\n')
  const parameters = ['dist/cli/main.js', 'serve', '--config', at('plimsoll.yaml'), '--port', '0', '--web-config', at('wrong.yml')]
  const ended = await new Promise<readonly [code: unknown, said: string]>((resolve) => {
    execFile(process.execPath, parameters, (error, _stdout, stderr) => resolve([error?.code, stderr]))
  })
  const sentence = 'the file nowhere.pem that cert_file names cannot be read (ENOENT); name a PEM file that this user may read.'
  expect(ended).toEqual([2, `plimsoll: ${at('wrong.yml')}:1: ${sentence}\n`])
})

test('a Prometheus scrapes over TLS with a password, and with a certificate', async () => {
  const tls = { ca_file: authority.certificateFile, server_name: 'localhost' }
  const job = (name: string, url: string, rest: object) => ({
    job_name: name,
    scheme: 'https',
    tls_config: tls,
    static_configs: [{ targets: [new URL(url).host] }],
    ...rest,
  })
  const jobs = [
    job('password', passwords.url, { basic_auth: { username: 'prometheus', password: PASSWORD } }),
    job('certificate', certificates.url, { tls_config: { ...tls, cert_file: client.certificateFile, key_file: client.keyFile } }),
    job('nothing', certificates.url, {}),
    job('wrong', passwords.url, { basic_auth: { username: 'prometheus', password: 'wrong' } }),
  ]
  writeFileSync(at('prometheus.yml'), JSON.stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: jobs }))
  const where = { configuration: at('prometheus.yml'), storage: at('data'), log: at('log'), port: await freePort() }
  const prometheus: MonitorServer = await startPrometheus(where)
  try {
    const up = async (): Promise<Readonly<Record<string, string>>> => {
      const answer = (await (await fetch(`${prometheus.url}/api/v1/query?query=up`)).json()) as {
        data: { result: readonly { metric: { job: string }; value: readonly [number, string] }[] }
      }
      return Object.fromEntries(answer.data.result.map(({ metric, value }) => [metric.job, value[1]]))
    }
    let seen = await up()
    for (let attempt = 0; attempt < 100 && Object.keys(seen).length < 4; attempt += 1) {
      await sleep(100)
      seen = await up()
    }
    await sleep(1500)
    expect(await up()).toEqual({ password: '1', certificate: '1', nothing: '0', wrong: '0' })
  } finally {
    await prometheus.running.stop()
  }
})
