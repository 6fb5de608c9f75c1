import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal, scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'

const TOKEN = 'a-token-of-some-length'
/** Collectors of the machine, and those of them that fail where there is no /proc: the others read /sys, or what a kernel may lack. */
const ALL = 20
const FAILING = 11

let open: ExporterUnderTest
let closed: ExporterUnderTest

beforeAll(async () => {
  open = await startExporter('system: {}\nhealth: { token_variable: TOKEN }', { TOKEN })
  closed = await startExporter('system: { name: nowhere, proc: /nowhere }')
  await Promise.all([scrape(open.url), scrape(closed.url)])
})
afterAll(() => Promise.all([open.close(), closed.close()]))

const get = async (exporter: ExporterUnderTest, path: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${exporter.url}${path}`, { headers })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as Record<string, unknown> }
}

/** fetch() unpacks what comes compressed; this does not. */
const raw = (url: string, headers: Readonly<Record<string, string>>) =>
  new Promise<{ readonly body: Buffer; readonly encoding: string | undefined; readonly type: string | undefined }>((resolve, reject) => {
    request(url, { headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ body: Buffer.concat(parts), encoding: response.headers['content-encoding'], type: response.headers['content-type'] }),
      )
    })
      .on('error', reject)
      .end()
  })

describe('/metrics', () => {
  test('is text 0.0.4, plain or packed as the reader likes', async () => {
    const plain = await raw(`${open.url}/metrics`, {})
    expect(plain).toMatchObject({ encoding: undefined, type: 'text/plain; version=0.0.4; charset=utf-8' })
    const packed = await raw(`${open.url}/metrics`, { 'accept-encoding': 'gzip' })
    expect(packed).toMatchObject({ encoding: 'gzip', type: 'text/plain; version=0.0.4; charset=utf-8' })
    expect(gunzipSync(packed.body).toString()).toMatch(/^# HELP node_cpu_seconds_total /)
    expect(packed.body.length).toBeLessThan(plain.body.length / 3)
    expect((await raw(`${open.url}/metrics`, { 'accept-encoding': 'gzip;q=0' })).encoding).toBeUndefined()
  })

  test('answers although every source fails, and says so', async () => {
    const page = await scrape(closed.url)
    expect(page.value('plimsoll_collector_success', { collector: 'system_cpu', target: 'nowhere' })).toBe(0)
    expect(page.value('plimsoll_collector_duration_seconds', { collector: 'system_cpu' })).toBeGreaterThanOrEqual(0)
    expect(page.value('process_resident_memory_bytes')).toBeGreaterThan(1e7)
    expect(page.value('node_load1')).toBeUndefined()
  })

  test('has the exporter’s own process on it', async () => {
    const page = await scrape(open.url)
    for (const name of [
      'process_cpu_seconds_total',
      'process_open_fds',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_heap_size_used_bytes',
    ]) {
      expect(page.value(name), name).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('health', () => {
  test.each(['/healthz', '/api/health/liveness', '/api/health/readiness'])('%s is well although a source is not', async (path) => {
    expect((await get(closed, path)).status).toBe(200)
  })

  test('in short tells whether something fails, and nothing of what', async () => {
    expect((await get(open, '/api/health')).json()).toMatchObject({ status: 'healthy' })
    const { text, json } = await get(closed, '/api/health')
    expect(json()).toMatchObject({ status: 'degraded' })
    expect(text).not.toContain('nowhere')
    expect((await get(closed, '/healthz/metrics')).json()).toMatchObject({
      status: 'degraded',
      collectors: { total: ALL, working: ALL - FAILING, failing: FAILING },
    })
    expect((await get(open, '/healthz/metrics')).json()).toMatchObject({
      status: 'healthy',
      collectors: { total: ALL, working: ALL, failing: 0 },
    })
  })

  test('in detail needs the token', async () => {
    const bare = await get(open, '/api/health/detailed')
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="plimsoll"'])
    for (const authorization of ['Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, TOKEN]) {
      expect((await get(open, '/api/health/detailed', { authorization })).status, authorization).toBe(401)
    }
    const { status, json, text } = await get(open, '/api/health/detailed', { authorization: `Bearer ${TOKEN}` })
    expect(status).toBe(200)
    expect(json()).toMatchObject({
      status: 'healthy',
      collectors: expect.arrayContaining([expect.objectContaining({ collector: 'system_cpu', success: true })]),
    })
    expect(text).not.toContain(TOKEN)
  })

  test('in detail is off where no token is named, and says how to open it', async () => {
    const { status, json } = await get(closed, '/api/health/detailed', { authorization: 'Bearer undefined' })
    expect(status).toBe(403)
    expect(json()).toEqual({
      error: 'The detailed health is off: name a token with health.token_file or health.token_variable in the configuration.',
    })
  })
})

describe('for people', () => {
  test('the landing page lists every collector with its state', async () => {
    const { text, headers } = await get(closed, '/')
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(text.match(/<td class="failing">failing<\/td>/g)).toHaveLength(FAILING)
    expect((await get(open, '/')).text.match(/<td class="working">working<\/td>/g)).toHaveLength(ALL)
    expect(text).not.toContain('ENOENT')
  })

  test('/info names the version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect((await get(open, '/info')).json()).toMatchObject({ name: 'plimsoll', service: 'exporter', version })
  })

  test('what is not there is 404, what may not be done 405', async () => {
    expect((await get(open, '/nothing')).status).toBe(404)
    expect((await fetch(`${open.url}/metrics`, { method: 'POST' })).status).toBe(405)
  })

  test('the log tells once that a collector failed', async () => {
    await scrape(closed.url)
    expect(closed.log().match(/"a collector failed"/g)).toHaveLength(FAILING)
  })
})

describe('a port that is taken', () => {
  test('is told with who has it, and the exporter does not start', async () => {
    const { port } = new URL(open.url)
    const { serve } = await import('../../../exporter/index.js')
    await expect(serve({ configuration: 'test/unit/exporter/system.yaml', port: Number(port), environment: {} })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use by`,
    )
  })

  test('a configuration file that is not there is told', async () => {
    const { serve } = await import('../../../exporter/index.js')
    await expect(serve({ configuration: 'nowhere.yaml' })).rejects.toThrow(
      'nowhere.yaml: the configuration file does not exist; name another one with --config.',
    )
    await expect(refusal('system: [')).resolves.toMatch(/^plimsoll\.yaml:1: the YAML cannot be read/)
  })
})
