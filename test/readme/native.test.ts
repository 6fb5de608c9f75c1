import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../support/services.js'
import { blocksOf, read, rowsOf } from '../unit/readme/documents.js'
import { commandsProvedBy, FIRING, HEAL, MOVED, SERVE, STAGING, THROW } from '../unit/readme/proofs.js'
import type { Newcomer, Terminal } from './newcomer.js'
import { newcomer } from './newcomer.js'

interface Inbox {
  readonly alerts: readonly {
    readonly alertname: string
    readonly priority: string
    readonly annotations: Readonly<Record<string, string>>
  }[]
}

const UP = 'Ctrl-C stops everything'
/** npm's own shell dies of the Ctrl-C that it waited out, after our process has ended well. */
const INTERRUPTED = [0, 130, 'SIGINT']
const ROUTE = /^\| `(?<path>\/[\w/]*)`/

/** Polls until the answer satisfies; fails with the last one. */
const eventually = async <T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean, seconds: number): Promise<T> => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (satisfies(answer)) return answer
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Replaces a line of a file, as a block of README says. */
const edit = (folder: string, file: string, diff: string): void => {
  const [from = '', to = ''] = ['-', '+'].map((sign) =>
    diff
      .split('\n')
      .find((line) => line.startsWith(sign))
      ?.slice(1),
  )
  writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8').replace(`${from}\n`, `${to}\n`))
}

const quoted = (start: string): string => {
  const found = blocksOf('README.md').find(({ marker }) => marker === start)
  if (!found) throw new Error(`README has no block "${start}"`)
  return found.text
}

/** Native programs alone: where an engine answers the live tests run twice, and containers.test.ts is the second. */
describe.skipIf(process.env['PLIMSOLL_TEST_SERVICES'] === 'containers')('README, followed on a clean clone', () => {
  let place: Newcomer
  let stack: Terminal
  let thrownAt = 0
  const done = new Set<string>()
  const say = (command: string): string => {
    done.add(command)
    return place.moved(command)
  }
  const inbox = async (): Promise<Inbox> => JSON.parse(await place.sh(say(FIRING))) as Inbox

  beforeAll(async () => {
    place = await newcomer()
    stack = place.open(say('npm ci && npm start'))
    await stack.until(UP, 280)
  })
  afterAll(() => place?.leave())

  test('npm start says where everything is, and every address of README answers', async () => {
    const addresses = rowsOf('README.md', /^http/).map(([address = '']) => place.moved(address))
    const told = addresses.filter((address) => stack.printed().includes(new URL(address).origin))
    expect(addresses.length - told.length, 'only Grafana may be missing, where none is installed').toBeLessThanOrEqual(1)
    for (const address of told) expect({ address, status: (await fetch(address)).status }).toEqual({ address, status: 200 })
  })

  test('a fault is thrown', async () => {
    thrownAt = Date.now()
    expect(JSON.parse(await place.sh(`${say(THROW)} --silent --fail`))).toMatchObject({ fault: { name: 'errors', share: 0.3 } })
  })

  test('what was cloned is as the definition says, and passes its checks', async () => {
    expect(await place.sh(say('npm run generate -- --check'))).toContain('all documents are as the definition says')
    expect(await place.sh(say('npx plimsoll check'))).toBe('the definition passes every check\n')
    for (const command of ['plimsoll check', 'plimsoll generate --check']) await place.sh(`npx ${say(command)}`)
  })

  test('a limit is changed by one number, and what README lists follows', async () => {
    edit(place.folder, 'definition/thresholds/limits/http.ts', quoted('edit definition/thresholds/limits/http.ts'))
    const printed = await place.sh(say('npm run generate'))
    const listed = blocksOf('README.md').find(({ language, text }) => language === 'text' && text.startsWith('changed'))
    expect(printed.split('\n').filter((line) => /^(changed|new|removed) /.test(line))).toEqual(listed?.text.split('\n'))
    expect(await place.sh('git diff -U0 prometheus/rules/http.yml')).toContain(
      '+          description: "{{ $value | humanizePercentage }}, over the P0 limit of 3 %',
    )
    await place.sh('git checkout --quiet . && npm run generate')
  })

  test('the slip that README opens with compiles, passes the checks, and fails its proof', async () => {
    const file = 'definition/thresholds/limits/http.ts'
    const slip = readFileSync(join(place.folder, file), 'utf8').replace('failed.per(served)', 'failed.per(failed)')
    expect(slip).toContain("threshold('HttpErrorRatioHigh', failed.per(failed)")
    writeFileSync(join(place.folder, file), slip)
    await place.sh('npm run generate && npx plimsoll check')
    const proof = place.sh('cd prometheus/tests && promtool test rules HttpErrorRatioHigh.signal.yml 2>&1')
    await expect(proof).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('exp: nil') })
    await place.sh('git checkout --quiet . && npm run generate')
  })

  test('the limits of docs/definition.md become rules, and promtool runs their proofs', async () => {
    const names = ['limit', 'objective', 'heartbeat']
    for (const name of names) {
      const text = read(`docs/examples/${name}.ts`).replaceAll(
        /'\.\.\/\.\.\/definition\/(?:thresholds\/(language)|(\w+))\//g,
        (_all, own, other) => `'../${own ?? `../${other}`}/`,
      )
      writeFileSync(join(place.folder, `definition/thresholds/limits/${name}.ts`), text)
    }
    const index = join(place.folder, 'definition/thresholds/index.ts')
    const imports = names.map((name) => `import * as ${name} from './limits/${name}.js'\n`).join('')
    const text = readFileSync(index, 'utf8')
    expect(text).toContain('watcher } as const')
    writeFileSync(index, imports + text.replace('watcher } as const', `watcher, ${names.join(', ')} } as const`))
    await place.sh('npm run generate && npx plimsoll check')
    const files = 'QuerySuccessLow.* QueryLatencyBudgetBurn.* NoOrders.*'
    expect((await place.sh(`cd prometheus/tests && promtool test rules ${files} 2>&1`)).match(/SUCCESS/g)).toHaveLength(6)
    await place.sh('git checkout --quiet . && git clean --quiet -fd definition prometheus docs && npm run generate')
  })

  test('the overrides of docs/examples hold, one of them on staging alone', async () => {
    writeFileSync(join(place.folder, 'overrides.yaml'), read('docs/examples/overrides.yaml'))
    const everywhere = await place.sh('npx plimsoll generate')
    expect(everywhere).toContain('prometheus/tests/HttpLatencyHigh.levels.yml')
    expect(everywhere).not.toContain('CpuHigh')
    const staging = await place.sh(say(STAGING))
    expect(staging).toContain('docs/runbooks/CpuHigh.md')
    expect(staging).not.toContain('HttpLatencyHigh')
    await place.sh('promtool test rules prometheus/tests/CpuHigh.*.yml prometheus/tests/HttpLatencyHigh.*.yml 2>&1')
    await place.sh('rm overrides.yaml && git checkout --quiet . && git clean --quiet -fd prometheus && npm run generate -- --check')
  })

  test('an application beside it takes instrument/ and is measured', async () => {
    await place.sh(say('npm run build'))
    mkdirSync(place.beside)
    const port = await freePort()
    const code = quoted('from docs/examples/koa.ts')
      .replace('../../instrument/index.js', 'plimsoll/instrument')
      .replace('export const application', 'const application')
    writeFileSync(join(place.beside, 'package.json'), '{ "name": "application", "private": true, "type": "module" }')
    writeFileSync(
      join(place.beside, 'application.js'),
      `${code}\napplication.listen(${port}, '127.0.0.1', () => console.log('listening'))\n`,
    )
    await place.sh(say('npm install ../plimsoll'), place.beside)
    await place.sh('npm install --no-audit --no-fund koa @koa/router', place.beside)
    const application = place.open(`cd ${place.beside} && exec node application.js`)
    await application.until('listening', 20)
    await fetch(`http://127.0.0.1:${port}/products/7`)
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain(
      'http_requests_total{method="GET",route="/products/:id",status_code="200"} 1',
    )
    await application.interrupt()
  })

  test('an exporter starts from plimsoll.yaml although its sources are away, and answers every route of docs/exporter.md', async () => {
    const port = String(await freePort())
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/shop', REDIS_URL: 'redis://127.0.0.1:1' }
    const exporter = place.open(say(SERVE), { PLIMSOLL_EXPORTER_PORT: port, ...nowhere })
    await exporter.until('the exporter listens', 30)
    const paths = read('docs/exporter.md')
      .split('\n')
      .flatMap((line) => ROUTE.exec(line)?.groups?.['path'] ?? [])
    expect(paths).toContain('/metrics')
    for (const path of paths) {
      const { status } = await fetch(`http://127.0.0.1:${port}${path}`)
      expect({ path, status }).toEqual({ path, status: path === '/api/health/detailed' ? 403 : 200 })
    }
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toMatch(
      /^plimsoll_collector_success\{collector="postgres_server",target="shop"\} 0$/m,
    )
    expect(INTERRUPTED).toContain(await exporter.interrupt())
  })

  test('status tells that everything is up', async () => {
    const lines = (await place.sh(say('npx plimsoll status'))).trim().split('\n')
    for (const line of lines) expect(line).toMatch(/^up /)
  })

  test('the page arrives: one P0 with its number and its links, and no lower level', { timeout: 300_000 }, async () => {
    const { alerts } = await eventually(inbox, (answer) => answer.alerts.length > 0, 280)
    console.log(`from fault to inbox: ${Math.round((Date.now() - thrownAt) / 1000)} s`)
    const ours = alerts.filter(({ alertname }) => alertname === 'HttpErrorRatioHigh')
    expect(ours.map(({ priority }) => priority)).toEqual(['P0'])
    const { summary, description, runbook_url: runbook = '', dashboard_url: dashboard = '' } = ours[0]?.annotations ?? {}
    expect(summary).toBe('Too many failed answers on /api/products of shop.')
    expect(description).toMatch(/^\d[\d.]*%, over the P0 limit of 2 % for 2m\. /)
    for (const link of [runbook, dashboard]) expect((await fetch(link)).status).toBe(200)
  })

  test('the fault is healed', async () => {
    expect(JSON.parse(await place.sh(`${say(HEAL)} --silent --fail`))).toEqual({ healed: true })
  })

  test('Ctrl-C stops everything', async () => {
    expect(INTERRUPTED).toContain(await stack.interrupt())
    expect(stack.printed()).toContain('everything is stopped')
    expect(await place.sh('npx plimsoll status || true')).toBe('nothing runs: plimsoll up starts the stack\n')
  })

  test('one variable moves a port, and down stops what runs', async () => {
    const port = await freePort()
    const again = place.open(say(MOVED).replace('19090', String(port)))
    await again.until(UP, 120)
    expect((await fetch(`http://127.0.0.1:${port}/-/ready`)).status).toBe(200)
    expect(await place.sh(say('npx plimsoll down'))).toMatch(/^stopped the stack of process \d+\n$/)
    expect(await again.ended).toBe(0)
  })

  test('nothing that README lets a reader run was left out', () => {
    expect(commandsProvedBy('native').filter((command) => !done.has(command))).toEqual([])
  })
})
