import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hashSync } from 'bcryptjs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createAuthority, type Authority } from '../../support/certificates.js'
import { startEndpoint, type Endpoint } from '../../support/endpoints.js'
import { freePort } from '../../support/services.js'
import { blocksOf } from '../../unit/readme/documents.js'
import { commandsProvedBy } from '../../unit/readme/proofs.js'

/** The commands of docs/exporter.md that stand beside its examples of probes and TLS, run on those examples. */
const COMMANDS = commandsProvedBy('test/live/exporter/documented.test.ts')
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-documented-'))
const examples = blocksOf('docs/exporter.md').filter(({ language }) => language === 'yaml')
let authority: Authority
let shop: Endpoint
let running: ChildProcess | undefined

beforeAll(async () => {
  authority = createAuthority()
  const certificate = authority.issue({ name: 'server', days: 9, names: ['DNS:localhost'] })
  copyFileSync(certificate.certificateFile, join(folder, 'server.pem'))
  copyFileSync(certificate.keyFile, join(folder, 'server.key'))
  copyFileSync(authority.certificateFile, join(folder, 'ca.pem'))
  writeFileSync(join(folder, 'rates.token'), 'a-token\n')
  shop = await startEndpoint((_request, response) => response.end('{"status":"ok"}'))
})
afterEach(() => {
  running?.kill()
})
afterAll(async () => {
  await shop?.close()
  authority?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const example = (start: string): string => {
  const found = examples.find(({ text }) => text.startsWith(start))
  if (!found) throw new Error(`docs/exporter.md has no example that begins with ${start}`)
  return found.text
}

const serve = async (command: string): Promise<number> => {
  const port = await freePort()
  const [, , ...parameters] = command.split(' ')
  const main = resolve('dist/cli/main.js')
  running = spawn(process.execPath, [main, ...parameters, '--port', String(port)], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((done) => running?.stdout?.once('data', done))
  return port
}

const run = (command: string, port: number): Promise<string> =>
  new Promise((done, fail) => {
    execFile('sh', ['-c', command.replace(':9464', `:${port}`).replace('curl', 'curl -s')], { cwd: folder }, (error, stdout) =>
      error ? fail(error) : done(stdout),
    )
  })

const command = (part: string): string => COMMANDS.find((one) => one.includes(part)) ?? ''

test('the example of probes is probed, and asked for as the page says', async () => {
  const yaml = example('probes:').replace('https://shop.example.com', shop.url).replace('https://rates.example.com', shop.url)
  writeFileSync(join(folder, 'plimsoll.yaml'), yaml)
  const port = await serve('npx plimsoll serve --config plimsoll.yaml')
  expect(await run(command('/probe'), port)).toMatch(/^# all is well\n[^]*^probe_success 1$/m)
  await sleep(1500)
  const page = await run('curl http://localhost:9464/metrics', port)
  expect(page).toMatch(/^probe_success\{target="storefront"\} 1$/m)
  expect(page).toMatch(/^probe_success\{target="rates"\} 1$/m)
  expect(shop.seen.find(({ path }) => path === '/latest')?.headers.authorization).toBe('Bearer a-token')
})

test('the example of TLS and passwords opens the page as the page says', async () => {
  writeFileSync(join(folder, 'plimsoll.yaml'), 'system: {}\n')
  writeFileSync(join(folder, 'web.yaml'), example('tls_server_config:').replace(/\$2y\$\S+/, hashSync('PASSWORD', 4)))
  const port = await serve(command('--web-config'))
  expect(await run(command('--cacert'), port)).toMatch(/^node_load1(\{.*\})? /m)
  expect(await run(command('--cacert').replace('PASSWORD', 'password'), port)).toBe('Unauthorized\n')
})

test('every command is run here', () => expect(COMMANDS).toHaveLength(3))
