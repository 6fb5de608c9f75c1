import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { identify } from '../../../stack/identity.js'
import { pauseFor } from '../../../stack/processes.js'
import { survives } from '../../../stack/readiness.js'
import { supervise } from '../../../stack/supervise.js'
import type { Change, Supervision, Unit } from '../../../stack/supervise.js'

let folder = ''
let stop = new AbortController()
let changes: Change[] = []
let supervisions: Supervision[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-supervise-'))
  stop = new AbortController()
  changes = []
  supervisions = []
})
// a test that fails half-way leaves no process either
afterEach(async () => {
  stop.abort()
  await Promise.all(supervisions.map(({ finished }) => finished))
  rmSync(folder, { recursive: true })
})

const FOREVER = 'setInterval(() => {}, 1000)'
const unit = (name: string, script: string, ...dependsOn: readonly string[]): Unit => ({
  name,
  what: name,
  dependsOn,
  prepare: () => ({ name, command: process.execPath, args: ['-e', script], log: join(folder, `${name}.log`) }),
  ready: survives,
  patience: 5,
})

const neverReady = (one: Unit): Unit => ({ ...one, ready: () => Promise.reject(new Error('not yet')) })

const watch = (...units: readonly Unit[]): Supervision => {
  const supervision = supervise(units, { signal: stop.signal, changed: (change) => changes.push(change), backOff: [0.05, 0.1, 0.1] })
  supervisions.push(supervision)
  return supervision
}

const told = (state: Change['state']): readonly string[] => changes.filter((change) => change.state === state).map(({ unit }) => unit.name)
const pids = (name: string): readonly number[] => [
  ...new Set(changes.flatMap(({ unit, running }) => (unit.name === name && running ? [running.identity.pid] : []))),
]

test('processes start after those they depend on and stop before them', async () => {
  const supervision = watch(unit('web', FOREVER, 'cache'), unit('cache', FOREVER, 'base'), unit('base', FOREVER))
  expect(await supervision.settled).toBe(true)
  expect(told('up')).toEqual(['base', 'cache', 'web'])
  stop.abort()
  expect(await supervision.finished).toBe(true)
  expect(told('stopped')).toEqual(['web', 'cache', 'base'])
  for (const name of ['web', 'cache', 'base']) expect(identify(pids(name)[0] ?? 0)).toBeUndefined()
})

test('a process that is killed is started again while the others run on', async () => {
  const supervision = watch(unit('base', FOREVER), unit('web', FOREVER, 'base'))
  await supervision.settled
  process.kill(pids('base')[0] ?? 0, 'SIGKILL')
  for (let tries = 0; tries < 300 && told('up').length < 3; tries += 1) await pauseFor(10)
  expect(told('up')).toEqual(['base', 'web', 'base'])
  expect(pids('base')).toHaveLength(2)
  expect(pids('web')).toHaveLength(1)
  expect(changes.find(({ state }) => state === 'restarting')?.reason).toMatch(/^again in 0.05 s: base ended with SIGKILL$/)
  stop.abort()
  expect(await supervision.finished).toBe(true)
})

test('a process that dies again and again has failed after three restarts, with its last words, and the others run on', async () => {
  const sick = neverReady(unit('sick', 'console.log("no more paper"); process.exit(3)'))
  const supervision = watch(unit('base', FOREVER), sick, unit('dependent', FOREVER, 'sick'))
  expect(await supervision.settled).toBe(false)
  expect(told('restarting')).toEqual(['sick', 'sick', 'sick'])
  expect(pids('sick')).toHaveLength(4)
  const failed = changes.filter(({ state }) => state === 'failed')
  expect(failed[0]?.reason).toContain('sick ended with 3 before it was ready')
  expect(failed[0]?.reason).toContain('no more paper')
  expect(failed[1]?.reason).toBe('sick failed')
  expect(identify(pids('base')[0] ?? 0)).toBeDefined()
  stop.abort()
  expect(await supervision.finished).toBe(false)
  expect(identify(pids('base')[0] ?? 0)).toBeUndefined()
})

test('when everything has failed there is nothing to wait for', async () => {
  const supervision = watch(neverReady(unit('sick', 'process.exit(1)')))
  expect(await supervision.finished).toBe(false)
})

test('a stop that comes while processes start leaves none of them', async () => {
  for (const wait of [0, 1, 5, 20, 60]) {
    stop = new AbortController()
    changes = []
    const supervision = watch(unit('base', FOREVER), unit('web', FOREVER, 'base'))
    await pauseFor(wait)
    stop.abort()
    expect(await supervision.finished).toBe(true)
    for (const name of ['base', 'web']) for (const pid of pids(name)) expect(identify(pid)).toBeUndefined()
  }
})

test('a supervisor that ends against its will asks all to stop at once', async () => {
  const supervision = watch(
    unit('base', 'process.on("SIGTERM", () => { console.log("asked"); process.exit(0) }); setInterval(() => {}, 1000)'),
  )
  await supervision.settled
  supervision.abandon()
  for (let tries = 0; tries < 200 && identify(pids('base')[0] ?? 0); tries += 1) await pauseFor(10)
  expect(readFileSync(join(folder, 'base.log'), 'utf8')).toContain('asked')
  stop.abort()
  await supervision.finished
})
