import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { services as site } from '../../definition/site/index.js'
import { startStack } from '../support/compose.js'
import type { ContainerStack } from '../support/compose.js'
import { engineAnswers } from '../support/containers.js'

const hasEngine = await engineAnswers()
const run = promisify(execFile)

interface Targets {
  readonly activeTargets: readonly { readonly health: string; readonly labels: { readonly job: string } }[]
}

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly health: string }[] }[]
}

/** What a command that is to fail says of it. */
const refused = async (work: Promise<string>): Promise<string> =>
  work.then(
    (output) => output,
    (error: { readonly stderr?: string }) => error.stderr ?? String(error),
  )

describe.skipIf(!hasEngine)('docker compose up', () => {
  let stack: ContainerStack

  beforeAll(async () => {
    const startedAt = performance.now()
    stack = await startStack()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    process.stdout.write(`up after ${seconds} s, without ${stack.missing.join(', ') || 'nothing missing'}\n`)
  })
  afterAll(() => stack?.down())

  const prometheus = async <T>(what: string): Promise<T> => {
    const { data } = (await (await fetch(`${stack.url('prometheus')}/api/v1/${what}`)).json()) as { readonly data: T }
    return data
  }

  const psql = (role: string, sql: string): Promise<string> =>
    stack.exec(
      'postgres',
      'sh',
      '-c',
      `PGPASSWORD=$(cat /run/plimsoll/postgres/${role}-password) psql -h postgres -U ${role} -d shop -v ON_ERROR_STOP=1 -Atc "${sql}"`,
    )

  test('brings every container up and well, and the job to its end', async () => {
    for (const { service, state, health, exitCode } of await stack.containers()) {
      if (service === 'init') expect({ state, exitCode }).toEqual({ state: 'exited', exitCode: 0 })
      else expect({ service, state, health }).toEqual({ service, state: 'running', health: 'healthy' })
    }
    expect(stack.missing.filter((name) => !['grafana', 'mailpit'].includes(name))).toEqual([])
  })

  test('has every target of Prometheus up within a minute, and every rule group without an error', async () => {
    const expected = Object.values(site).flatMap((service) => ('scrape' in service ? [service.scrape.job] : []))
    const up = async () => (await prometheus<Targets>('targets')).activeTargets.filter(({ health }) => health === 'up')
    await expect.poll(async () => (await up()).map(({ labels }) => labels.job).toSorted(), { timeout: 60_000 }).toEqual(expected.toSorted())
    const rules = async () => (await prometheus<Rules>('rules')).groups.flatMap((group) => group.rules)
    expect((await rules()).length).toBeGreaterThan(10)
    // a rule is unknown until it was evaluated once
    await expect.poll(async () => (await rules()).filter(({ health }) => health !== 'ok'), { timeout: 90_000 }).toEqual([])
  })

  test('shows the shop through the storefront, with its headers, and keeps the switches from visitors', async () => {
    const page = await fetch(stack.url('storefront'))
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<!doctype html>')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    const products = await fetch(`${stack.url('storefront')}/api/products?limit=1`)
    expect(await products.json()).toMatchObject({ total: expect.any(Number), products: [expect.anything()] })
    expect((await fetch(`${stack.url('storefront')}/api/faults`)).status).toBe(404)
    expect((await fetch(`${stack.url('shop')}/api/faults`)).status).toBe(403)
    const token = (await stack.exec('shop', 'cat', '/run/plimsoll/shop/faults-token')).trim()
    expect((await fetch(`${stack.url('shop')}/api/faults`, { headers: { 'x-faults-token': token } })).status).toBe(200)
  })

  test('limits how often one visitor asks the API', async () => {
    const answers = await Promise.all(Array.from({ length: 120 }, () => fetch(`${stack.url('storefront')}/api/categories`)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(40)
    expect(statuses).toContain(429)
  })

  test('reads every source, and the machine’s file systems under the machine’s names', async () => {
    const page = await (await fetch(`${stack.url('exporter')}/metrics`)).text()
    const failed = page.split('\n').filter((line) => /^plimsoll_collector_success\{.*\} 0$/.test(line))
    expect(failed).toEqual([])
    expect(page).toMatch(/node_filesystem_size_bytes\{[^}]*mountpoint="\/"/)
    expect(page).not.toContain('/host/root')
  })

  test('runs nothing as root, with a capability or with a root that can be written', async () => {
    for (const { service } of (await stack.containers()).filter(({ state }) => state === 'running')) {
      if (service === 'mailpit') continue // has no shell of its own to ask
      const [uid, capabilities, writable] = (
        await stack.exec(
          service,
          'sh',
          '-c',
          'id -u; sed -n s/^CapEff://p /proc/self/status; (: > /probe) 2>/dev/null && echo writable || echo whole',
        )
      )
        .trim()
        .split(/\s+/)
      expect({ service, capabilities, writable }).toEqual({ service, capabilities: '0000000000000000', writable: 'whole' })
      expect(Number(uid), service).toBeGreaterThan(0)
    }
  })

  test('publishes on 127.0.0.1 alone, and neither database', async () => {
    for (const { id, service } of await stack.containers()) {
      const { stdout } = await run('docker', ['inspect', '--format', '{{json .HostConfig.PortBindings}}', id])
      const bindings = Object.values((JSON.parse(stdout) ?? {}) as Record<string, readonly { readonly HostIp: string }[]>).flat()
      expect(
        bindings.every(({ HostIp }) => HostIp === '127.0.0.1'),
        service,
      ).toBe(true)
      if (service === 'postgres' || service === 'redis') expect(bindings).toEqual([])
    }
  })

  test('lets each service read its own secrets and no other’s', async () => {
    expect((await stack.exec('shop', 'cat', '/run/plimsoll/shop/database-url')).trim()).toMatch(
      /^postgres:\/\/shop:[0-9a-f]{48}@postgres:5432\/shop$/,
    )
    for (const [service, file] of [
      ['desk', 'shop/database-url'],
      ['shop', 'desk/database-url'],
      ['exporter', 'passwords/postgres-superuser'],
      ['redis', 'postgres/superuser-password'],
    ] as const) {
      expect(await refused(stack.exec(service, 'cat', `/run/plimsoll/${file}`)), `${service} ${file}`).toContain('Permission denied')
    }
  })

  test('gives each role of PostgreSQL what it needs and no more', async () => {
    expect(Number(await psql('exporter', 'select count(*) from orders'))).toBeGreaterThan(100)
    expect(await refused(psql('exporter', 'begin read write; delete from orders'))).toContain('permission denied')
    expect(await refused(psql('exporter', 'select count(*) from desk.alerts'))).toContain('permission denied')
    expect(await psql('desk', 'select count(*) from desk.alerts')).toMatch(/^\d+$/m)
    expect(await refused(psql('desk', 'select count(*) from public.orders'))).toContain('permission denied')
    expect(await refused(psql('shop', 'select count(*) from desk.alerts'))).toContain('permission denied')
    expect(await refused(psql('shop', 'create schema another'))).toContain('permission denied')
  })

  test('gives each user of Redis what it needs and no more', async () => {
    expect(await stack.exec('redis', 'redis-cli', 'ping')).toContain('NOAUTH')
    const health = (command: string): Promise<string> =>
      stack.exec(
        'redis',
        'sh',
        '-c',
        `REDISCLI_AUTH=$(cat /run/plimsoll/redis/health-password) redis-cli --user health --no-auth-warning ${command}`,
      )
    expect(await health('ping')).toContain('PONG')
    expect(await health('keys "*"')).toContain('NOPERM')
  })

  test('keeps its secrets and its data when it is started again', async () => {
    const secret = () => stack.exec('shop', 'sha256sum', '/run/plimsoll/shop/database-url')
    const orders = async () => Number(await psql('shop', "select min(id) from orders where created_at < now() - interval '1 day'"))
    const before = { secret: await secret(), orders: await orders() }
    await stack.compose('up', '--detach', '--force-recreate', '--wait', '--wait-timeout', '180', 'init', 'postgres', 'redis', 'shop')
    expect({ secret: await secret(), orders: await orders() }).toEqual(before)
  })

  test('renews a password as the compose file’s header says', async () => {
    const secret = () => stack.exec('desk', 'cat', '/run/plimsoll/desk/database-url')
    const before = await secret()
    await stack.compose('run', '--rm', 'init', '/app/containers/init/secrets.sh', 'forget', 'postgres-desk')
    await stack.exec('postgres', 'psql', '-U', 'postgres', '-d', 'shop', '-f', '/docker-entrypoint-initdb.d/10-roles.sql')
    await stack.compose('restart', 'desk')
    expect(await secret()).not.toBe(before)
    await expect
      .poll(async () => (await fetch(`${stack.url('desk')}/api/health/readiness`).catch(() => undefined))?.status, { timeout: 30_000 })
      .toBe(200)
  })

  test('leaves nothing behind when it is taken down', async () => {
    await stack.down()
    for (const kind of ['container', 'volume', 'network']) {
      const { stdout } = await run('docker', [
        kind,
        'ls',
        '--quiet',
        ...(kind === 'container' ? ['--all'] : []),
        '--filter',
        `label=com.docker.compose.project=${stack.project}`,
      ])
      expect(stdout, kind).toBe('')
    }
  })
})
