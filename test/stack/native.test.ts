import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { services } from '../../definition/site/index.js'
import type { Service, ServiceName } from '../../definition/site/index.js'
import { family, identify, isAlive } from '../../stack/identity.js'
import { freePort } from '../../stack/index.js'
import { isFree } from '../../stack/ports.js'
import { portsOf } from '../support/machine.js'
import { proveStack, targetsAreUp } from '../support/stack-proof.js'
import type { StackUnderTest } from '../support/stack-proof.js'

const ROOT = resolve(import.meta.dirname, '../..')
const NAMES = Object.keys(services) as readonly ServiceName[]
/** Requests a second: few, for two stacks and other tests share the machine, and over what the limits need to judge. */
const TRAFFIC_RATE = '10'

type Ports = Readonly<Record<ServiceName, number>>

interface Started {
  readonly child: ChildProcess
  readonly printed: () => string
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

/** Started as a user starts it, every port moved, everything it writes below a folder of its own. */
function startStack(run: string, ports: Ports): Started {
  const moved = Object.fromEntries(NAMES.map((name) => [services[name].portVariable, String(ports[name])]))
  const env = { ...process.env, ...moved, PLIMSOLL_RUN: run, TRAFFIC_RATE, TRAFFIC_CURVE: 'flat' }
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'up'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const stop = (): void => void child.kill('SIGINT')
  process.once('exit', stop)
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      process.off('exit', stop)
      resolve(signal ?? code ?? -1)
    })
  })
  return { child, printed: () => text, ended }
}

/** Until it says that everything is up; a first start fetches what the machine lacks. */
async function comesUp({ child, printed }: Started): Promise<void> {
  const deadline = Date.now() + 300_000
  while (!/everything is up after/.test(printed())) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the stack did not come up:\n${printed()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const underTest = (ports: Ports): StackUnderTest => {
  const url = (name: ServiceName): string => `http://127.0.0.1:${ports[name]}`
  const { storefront, shop, exporter, desk, prometheus, alertmanager } = Object.fromEntries(
    NAMES.map((name) => [name, url(name)]),
  ) as Readonly<Record<ServiceName, string>>
  return {
    kind: 'native',
    urls: { storefront, shop, exporter, desk, prometheus, alertmanager },
    dashboards: 'desk',
    reached: (each) => each,
  }
}

/** Ctrl-C, after which every process that it had begotten is gone and every port is free. */
async function leavesNothing({ child, printed, ended }: Started, ports: Ports): Promise<void> {
  const pids = family(child.pid ?? 0)
  const identities = pids.flatMap((pid) => identify(pid) ?? [])
  const taken = portsOf(pids)
  const published = NAMES.filter((name) => name !== 'grafana' || taken.includes(ports.grafana)).map((name) => ports[name])
  expect(identities.length).toBeGreaterThan(9)
  // those that are published, PostgreSQL's and Redis'
  expect(taken).toEqual(expect.arrayContaining(published))
  expect(taken).toHaveLength(published.length + 2)
  child.kill('SIGINT')
  expect(await ended, printed()).toBe(0)
  expect(printed()).toContain('everything is stopped')
  expect(identities.filter(isAlive)).toEqual([])
  expect(portsOf(pids)).toEqual([])
  for (const port of taken) expect([port, await isFree(port)]).toEqual([port, true])
}

describe('the stack from native programs', () => {
  let run: string
  let ports: Ports
  let started: Started

  beforeAll(async () => {
    run = mkdtempSync(join(tmpdir(), 'plimsoll-stack-'))
    // PostgreSQL's own user has its data below it when we are root
    chmodSync(run, 0o711)
    const numbers = await Promise.all(Object.values<Service>(services).map(freePort))
    ports = Object.fromEntries(NAMES.map((name, index) => [name, numbers[index]])) as Ports
    started = startStack(run, ports)
    await comesUp(started)
    console.log(started.printed())
  })

  afterAll(async () => {
    if (started.child.exitCode === null && started.child.signalCode === null) {
      started.child.kill('SIGINT')
      await started.ended
    }
    rmSync(run, { recursive: true, force: true })
  })

  proveStack(() => underTest(ports))

  test('the shop is backed up and the backup restored, or one sentence says why not', async () => {
    const page = async () => (await fetch(`${underTest(ports).urls.exporter}/metrics`)).text()
    if (/^no backups are made: .*\.$/m.test(started.printed())) expect(await page()).not.toContain('backup_')
    else await expect.poll(page, { timeout: 120_000, interval: 1000 }).toContain('backup_restore_check_success{backup="shop"} 1\n')
  })

  test('Ctrl-C leaves no process and no port', () => leavesNothing(started, ports))

  test('a second start in the same folder brings everything up again, and leaves nothing either', async () => {
    started = startStack(run, ports)
    await comesUp(started)
    await targetsAreUp(underTest(ports))
    await leavesNothing(started, ports)
  })
})
