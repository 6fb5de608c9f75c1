import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { StartError } from '../../../stack/index.js'
import { family, identify, isAlive } from '../../../stack/identity.js'
import { launch, pauseFor, stopByIdentity } from '../../../stack/processes.js'
import type { Running } from '../../../stack/processes.js'
import { lastLines, survives, untilReady } from '../../../stack/readiness.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-processes-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const node = (script: string): Promise<Running> =>
  launch({ name: 'child', command: process.execPath, args: ['-e', script], log: join(folder, 'logs/child.log') })

async function untilLogged(running: Running, words: string): Promise<void> {
  for (let tries = 0; tries < 400 && !readFileSync(running.log, 'utf8').includes(words); tries += 1) await pauseFor(10)
}

test('what a process says is in its log, and its end is known', async () => {
  const running = await node('console.log("out"); console.error("err"); process.exit(3)')
  expect(await running.exited).toEqual({ code: 3, signal: null })
  expect(lastLines(running.log)).toEqual(['out', 'err'])
})

test('a program that is not there is named', async () => {
  const order = { name: 'x', command: '/nowhere/x', args: [], log: join(folder, 'x.log') }
  await expect(launch(order)).rejects.toThrow(new StartError('could not run /nowhere/x: spawn /nowhere/x ENOENT'))
})

test('a process that takes SIGTERM ends by itself', async () => {
  const running = await node('process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); console.log("ready")')
  await untilLogged(running, 'ready')
  await running.stop()
  expect(running.exit()).toEqual({ code: 7, signal: null })
  await running.stop()
})

test('a process that ignores SIGTERM is killed after the bound, with its children', async () => {
  const script = `process.on("SIGTERM", () => {})
    const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
    console.log("child " + child.pid + ".")
    setInterval(() => {}, 1000)`
  const running = await node(script)
  await untilLogged(running, '.')
  const child = Number(/child (\d+)/.exec(readFileSync(running.log, 'utf8'))?.[1])
  expect(family(running.identity.pid)).toEqual([running.identity.pid, child])
  await running.stop(0.2)
  expect(running.exit()?.signal).toBe('SIGKILL')
  await pauseFor(50)
  expect(identify(child)).toBeUndefined()
})

test('a paused process runs no further until it is resumed', async () => {
  const running = await node('let n = 0; setInterval(() => console.log(++n), 5)')
  await untilLogged(running, '3')
  running.pause()
  await pauseFor(50)
  const before = readFileSync(running.log, 'utf8')
  await pauseFor(100)
  expect(readFileSync(running.log, 'utf8')).toBe(before)
  running.resume()
  await pauseFor(100)
  expect(readFileSync(running.log, 'utf8').length).toBeGreaterThan(before.length)
  await running.kill()
})

test('a pid with another start time is a stranger and is left alone', async () => {
  const running = await node('setInterval(() => {}, 1000)')
  const stranger = { pid: running.identity.pid, startedAt: '1' }
  expect(isAlive(stranger)).toBe(false)
  await stopByIdentity(stranger)
  expect(isAlive(running.identity)).toBe(true)
  await stopByIdentity(running.identity)
  expect(isAlive(running.identity)).toBe(false)
})

test('a process that ends before it is ready is reported with its last words', async () => {
  const running = await node('console.log("no such file"); process.exit(1)')
  const ready = untilReady(running, async () => Promise.reject(new Error('not yet')), { seconds: 5 })
  await expect(ready).rejects.toThrow(/^child ended with 1 before it was ready; .*says last:\n {2}no such file$/)
})

test('a process that never answers is reported with what the question met', async () => {
  const running = await node('setInterval(() => {}, 1000)')
  const ready = untilReady(running, async () => Promise.reject(new Error('connection refused')), { seconds: 0.2 })
  await expect(ready).rejects.toThrow('child was not ready after 0.2 s (connection refused)')
  await running.kill()
})

test('a process that listens nowhere is ready when it still runs after half a second', async () => {
  const running = await node('setInterval(() => {}, 1000)')
  await untilReady(running, survives, { seconds: 5 })
  await running.kill()
})

test('an answer that comes when the process has ended does not make it ready', async () => {
  const running = await node('')
  const ready = untilReady(running, () => running.exited, { seconds: 5 })
  await expect(ready).rejects.toThrow('child ended with 0 before it was ready')
})
