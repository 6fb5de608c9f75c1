import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../../../configuration/index.js'
import { identify } from '../../../stack/identity.js'
import { stopLeftovers } from '../../../stack/leftovers.js'
import { readState, runFolder, supervisorOf, takeRunFolder, writeState } from '../../../stack/run-folder.js'
import type { ServiceState } from '../../../stack/run-folder.js'
import { barrier, userIn } from '../../../stack/users.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-run-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the run folder is .run in the project unless PLIMSOLL_RUN names another', () => {
  expect(runFolder('/srv/project', {})).toBe('/srv/project/.run')
  expect(runFolder('/srv/project', { PLIMSOLL_RUN: '/tmp/elsewhere' })).toBe('/tmp/elsewhere')
})

test('a run folder is taken once, and given back', () => {
  const run = join(folder, 'run')
  const giveBack = takeRunFolder(run)
  expect(supervisorOf(run)).toEqual(identify(process.pid))
  expect(() => takeRunFolder(run)).toThrow(UsageError)
  expect(() => takeRunFolder(run)).toThrow(`already runs (pid ${process.pid})`)
  giveBack()
  takeRunFolder(run)()
})

test.each(['', 'rubbish', '1 1', `${process.pid} 1`, '999999999 5'])('a lock of nobody who lives (%j) is no obstacle', (text) => {
  writeFileSync(join(folder, 'lock'), text)
  expect(supervisorOf(folder)).toBeUndefined()
  takeRunFolder(folder)()
})

test('the state is read as it was written, and only we may read it', () => {
  const services: readonly ServiceState[] = [
    { name: 'web', what: 'web', state: 'up', since: '2026-01-01T00:00:00Z', log: '/x', restarts: 1, identity: { pid: 1, startedAt: '2' } },
  ]
  writeState(folder, { supervisor: { pid: 7, startedAt: '8' }, services })
  expect(readState(folder)).toEqual({ supervisor: { pid: 7, startedAt: '8' }, services })
  expect(statSync(join(folder, 'state.json')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['state.json'])
})

test('a state file that was cut short is no state', () => {
  writeFileSync(join(folder, 'state.json'), '{"supervisor":')
  expect(readState(folder)).toBeUndefined()
})

test('leftovers whose pid belongs to somebody else now are left alone', async () => {
  const own = { pid: process.pid, startedAt: '1' }
  const service = { name: 'web', what: '', state: 'up', since: '', log: '', restarts: 0, identity: own } as const
  writeState(folder, { supervisor: own, services: [service] })
  expect(await stopLeftovers(folder)).toEqual([])
  expect(readState(folder)).toBeUndefined()
})

test('a user is found in a passwd file by the whole name', () => {
  const passwd = 'root:x:0:0::/root:/bin/sh\npostgres2:x:9:9::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n'
  expect(userIn(passwd, 'postgres')).toEqual({ name: 'postgres', uid: 101, gid: 104 })
  expect(userIn(passwd, 'nobody')).toBeUndefined()
})

test('the first folder that a user may not enter is named', () => {
  const stranger = { name: 'stranger', uid: 65_533, gid: 65_533 }
  mkdirSync(join(folder, 'deep/er'), { recursive: true })
  expect(barrier(join(folder, 'deep/er'), stranger)).toBe(folder)
  expect(barrier(join(folder, 'deep/er'), { ...stranger, uid: process.getuid?.() ?? 0 })).toBeUndefined()
  expect(barrier('/usr', stranger)).toBeUndefined()
})
