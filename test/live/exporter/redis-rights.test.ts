import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scrape, startExporter, type ScrapedPage } from '../../support/exporter.js'
import { administer, redisServers, type AnyRedis } from '../../support/redis-servers.js'
import { freePort, inContainers, startRedis } from '../../support/services.js'

const [, sufficient = ''] = /`(on [^`]*\+info[^`]*)`/.exec(readFileSync('docs/exporter.md', 'utf8')) ?? []
const PASSWORD = 'a-secret-0f-27'

const failing = ({ series }: ScrapedPage) =>
  series.filter(({ name, value, labels }) => name === 'plimsoll_collector_success' && value !== 1 && labels['target'] === 'c')

interface Seen {
  readonly page: ScrapedPage
  readonly log: string
}

const seenBy = async (url: string, scrapes = 3, keys = '', said = ''): Promise<Seen> => {
  const exporter = await startExporter(`redis: [{ name: c, url: "${url}"${keys} }]`)
  try {
    for (let round = 1; round < scrapes; round += 1) await scrape(exporter.url)
    await expect.poll(exporter.log, { timeout: 20_000 }).toContain(said)
    return { page: await scrape(exporter.url), log: exporter.log() }
  } finally {
    await exporter.close()
  }
}

describe.each(await redisServers())('a user of %s', (server, start) => {
  let cache: AnyRedis | undefined
  beforeAll(async () => {
    cache = await start()
  })
  afterAll(() => cache?.stop())

  const as = async (rights: string): Promise<string> => {
    if (!cache) throw new Error('no server')
    const rules = rights.replace('nopass', `>${PASSWORD}`).split(' ')
    await administer(cache.url, (client) => client.call('ACL', 'SETUSER', 'watcher', 'reset', ...rules))
    return cache.url.replace('redis://', `redis://watcher:${PASSWORD}@`)
  }

  test('with the rights that the documentation names sees everything, and is refused nothing', async (context) => {
    if (!cache) return context.skip('no such server here')
    expect(sufficient).toContain('-@all')
    expect(sufficient).not.toContain('hello')
    const { page, log } = await seenBy(await as(sufficient))
    expect(failing(page)).toEqual([])
    expect(page.value('redis_slowlog_length')).toBe(0)
    expect(page.value('redis_db_keys', { db: 'db15' })).toBe(0)
    expect(page.value('redis_config_maxmemory')).toBe(0)
    expect(log.match(/refuses a command/g) ?? []).toHaveLength(server === 'valkey' ? 3 : 0) // COMMANDLOG, which Redis does not know
    expect(page.value('redis_errors_total', { err: 'NOPERM' }) ?? 0).toBe(server === 'valkey' ? 3 : 0)
  })

  test('who may only INFO loses the rest, which the log tells once a command', async (context) => {
    if (!cache) return context.skip('no such server here')
    const { page, log } = await seenBy(await as('on nopass -@all +info +client|setname'), 4)
    expect(failing(page)).toEqual([])
    expect(page.value('redis_up')).toBe(1)
    expect(page.value('redis_memory_used_bytes')).toBeGreaterThan(1000)
    expect(page.value('redis_slowlog_length')).toBeUndefined()
    expect(page.value('redis_config_io_threads')).toBeUndefined()
    expect(log.match(/"command":"SLOWLOG LEN"/g)).toHaveLength(1)
    expect(log).not.toContain(PASSWORD)
    expect(page.text).not.toContain(PASSWORD)
  })

  test('who may not SCAN loses the counts of keys', async (context) => {
    if (!cache) return context.skip('no such server here')
    const { page, log } = await seenBy(await as(sufficient), 3, ', keys: [{ pattern: "a:*" }, { key: k }]', '"TYPE"')
    expect(failing(page)).toEqual([])
    expect(page.series.filter(({ name }) => /^redis_keys?_/.test(name))).toEqual([])
    expect(log.match(/"command":"(SCAN|TYPE)"/g)).toHaveLength(2)
  })

  test('with a wrong password is down, by a word that is bounded', async (context) => {
    if (!cache) return context.skip('no such server here')
    const { page, log } = await seenBy((await as(sufficient)).replace(PASSWORD, 'wrong-pass-31'))
    expect(page.value('redis_up')).toBe(0)
    expect(page.value('redis_exporter_last_scrape_error', { err: 'authentication' })).toBe(1)
    expect(failing(page)).toHaveLength(5)
    expect(`${log}${page.text}`).not.toContain('wrong-pass-31')
  })
})

test('a server that is not there is unreachable', async () => {
  const { page } = await seenBy('redis://127.0.0.1:1')
  expect(page.value('redis_exporter_last_scrape_error', { err: 'unreachable' })).toBe(1)
  expect(page.value('redis_up')).toBe(0)
})

test('rediss:// reads an encrypted server whose certificate ca_file vouches for, and no other', async (context) => {
  if (await inContainers()) return context.skip('the certificate lies on this machine')
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-tls-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const made = spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=cache',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    key,
    '-out',
    certificate,
  ])
  expect(made.status).toBe(0)
  const cache = await startRedis()
  const tls = { 'tls-cert-file': certificate, 'tls-key-file': key, 'tls-ca-cert-file': certificate, 'tls-auth-clients': 'no' }
  try {
    const port = await freePort()
    await administer(cache.url, async (client) => {
      await client.call('CONFIG', 'SET', ...Object.entries({ ...tls, 'tls-port': String(port) }).flat())
    })
    const exporter = await startExporter(
      `redis: [{ name: trusted, url: "rediss://127.0.0.1:${port}", ca_file: "${certificate}" }, { name: unknown, url: "rediss://127.0.0.1:${port}" }]`,
    )
    const page = await scrape(exporter.url)
    await exporter.close()
    expect(page.value('redis_up', { target: 'trusted' })).toBe(1)
    expect(page.value('redis_memory_used_bytes', { target: 'trusted' })).toBeGreaterThan(1000)
    expect(page.value('redis_up', { target: 'unknown' })).toBe(0)
  } finally {
    await cache.stop()
    rmSync(folder, { recursive: true })
  }
})
