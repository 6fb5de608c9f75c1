import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_LINKS } from '../../definition/site/index.js'
import { startStack } from '../support/compose.js'
import type { ContainerStack } from '../support/compose.js'
import { engineAnswers } from '../support/containers.js'
import { proveStack } from '../support/stack-proof.js'
import type { StackUnderTest } from '../support/stack-proof.js'

const hasEngine = await engineAnswers()
const isRequired = process.env['PLIMSOLL_TEST_CONTAINERS'] === 'required'
const run = promisify(execFile)

/** Requests a second: few, for two stacks and other tests share the machine, and over what the limits need to judge. */
process.env['TRAFFIC_RATE'] ??= '10'
process.env['TRAFFIC_CURVE'] ??= 'flat'

/** The alerts hold the usual addresses; this stack stands on other ports. */
async function underTest(stack: ContainerStack): Promise<StackUnderTest> {
  const names = ['storefront', 'shop', 'exporter', 'desk', 'prometheus', 'alertmanager'] as const
  const urls = Object.fromEntries(names.map((name) => [name, stack.url(name)])) as StackUnderTest['urls']
  const hasGrafana = !stack.missing.includes('grafana')
  const grafana = hasGrafana ? stack.url('grafana') : urls.desk
  return {
    kind: 'containers',
    urls,
    faultsToken: (await stack.exec('shop', 'cat', '/run/plimsoll/shop/faults-token')).trim(),
    dashboards: hasGrafana ? 'grafana' : 'redirect',
    reached: (address) => address.replace(DEFAULT_LINKS.desk, urls.desk).replace(DEFAULT_LINKS.dashboards, grafana),
  }
}

/** What a command that is to fail says of it. */
const refused = async (work: Promise<string>): Promise<string> =>
  work.then(
    (output) => output,
    (error: { readonly stderr?: string }) => error.stderr ?? String(error),
  )

if (!hasEngine && !isRequired) console.log('no Docker engine answers: the stack in containers is skipped')

describe.skipIf(!hasEngine && !isRequired)('docker compose up', () => {
  let stack: ContainerStack
  let proven: StackUnderTest

  beforeAll(async () => {
    if (!hasEngine) throw new Error('PLIMSOLL_TEST_CONTAINERS=required, and no Docker engine answers')
    const startedAt = performance.now()
    stack = await startStack()
    proven = await underTest(stack)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    process.stdout.write(`up after ${seconds} s, without ${stack.missing.join(', ') || 'nothing missing'}\n`)
  })
  afterAll(() => stack?.down())

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

  proveStack(() => proven)

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

  test('backs up the shop, and restores the backup to prove it', async () => {
    const page = async () => (await fetch(`${stack.url('exporter')}/metrics`)).text()
    await expect.poll(page, { timeout: 120_000, interval: 1000 }).toContain('backup_restore_check_success{backup="shop"} 1\n')
    const folder = '/var/lib/plimsoll/backups'
    const again = await stack.exec('backups', 'node', 'dist/cli/main.js', 'backup', '--check', '--folder', folder, '--name', 'shop')
    expect(again).toMatch(/^shop-\d{8}T\d{6}Z\.dump: restored and compared, \d+ tables, \d{4,} rows in the largest 10\n$/)
    expect(await psql('backup', "select count(*) from pg_database where datname like 'plimsoll%'")).toBe('0\n')
    const address = (await stack.exec('backups', 'cat', '/run/plimsoll/backups/database-url')).trim()
    expect(await stack.compose('logs', 'backups')).not.toContain(new URL(address).password)
    expect(await refused(stack.exec('exporter', 'node', '-e', `fs.writeFileSync('${folder}/probe', '')`))).toContain('EROFS')
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
      ['shop', 'backups/database-url'],
      ['backups', 'shop/database-url'],
    ] as const) {
      expect(await refused(stack.exec(service, 'cat', `/run/plimsoll/${file}`)), `${service} ${file}`).toContain('Permission denied')
    }
  })

  test('gives each role of PostgreSQL what it needs and no more', async () => {
    expect(Number(await psql('exporter', 'select count(*) from orders'))).toBeGreaterThan(100)
    expect(await refused(psql('exporter', 'begin read write; delete from orders'))).toContain('permission denied')
    expect(await refused(psql('exporter', 'select count(*) from desk.alerts'))).toContain('permission denied')
    expect(await refused(psql('exporter', 'select password_hash from users'))).toContain('permission denied')
    expect(await psql('desk', 'select count(*) from desk.alerts')).toMatch(/^\d+$/m)
    expect(await refused(psql('desk', 'select count(*) from public.orders'))).toContain('permission denied')
    expect(await refused(psql('shop', 'select count(*) from desk.alerts'))).toContain('permission denied')
    expect(await refused(psql('shop', 'create schema another'))).toContain('permission denied')
    expect(await psql('backup', 'select count(*) from desk.alerts')).toMatch(/^\d+$/m)
    expect(await refused(psql('backup', 'delete from orders'))).toContain('permission denied')
    expect(await refused(psql('backup', 'create table another ()'))).toContain('permission denied')
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
