import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { identify, isAlive } from '../../../stack/identity.js'
import { down, status } from '../../../stack/index.js'
import { isFree } from '../../../stack/ports.js'
import { buildStack, project, servicesOf, startStack } from './stack-process.js'
import type { Project } from './stack-process.js'

const ALL = ['alertmanager', 'postgres', 'prometheus', 'redis', 'web']

let place: Project
beforeAll(buildStack)
beforeEach(async () => {
  place = await project()
})
afterEach(async () => {
  await down({ project: place.folder, environment: {} })
  place.remove()
})

const identities = () => servicesOf(place).flatMap(({ identity }) => identity ?? [])
const nothingIsLeft = async (before: ReturnType<typeof identities>): Promise<void> => {
  expect(before.filter(isAlive)).toEqual([])
  for (const port of Object.values(place.ports)) expect(await isFree(port)).toBe(true)
}

test('the stack comes up, tells its state, and Ctrl-C, even twice, leaves no process and no port', async () => {
  const stack = startStack(place)
  await stack.until('Ctrl-C stops everything')
  console.log(stack.printed())
  expect(stack.printed()).toMatch(/everything is up after \d+ s/)
  expect(await (await fetch(`http://127.0.0.1:${place.ports.exporter}/`)).text()).toMatch(/^plimsoll redis:\/\/127\.0\.0\.1:\d+$/)

  const now = await status({ project: place.folder, environment: {} })
  expect(now.supervisor).toBe(stack.child.pid)
  expect(now.services.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(ALL.map((name) => `${name} up`))

  const before = identities()
  expect(before).toHaveLength(5)
  stack.child.kill('SIGINT')
  setTimeout(() => stack.child.kill('SIGINT'), 30)
  expect(await stack.ended).toBe(0)
  expect(stack.printed()).toContain('everything is stopped')
  expect(stack.printed().match(/^stopping$/gm)).toHaveLength(1)
  await nothingIsLeft(before)
  expect(await status({ project: place.folder, environment: {} })).toEqual({ services: [] })
})

test('what was written to PostgreSQL is there after the next start, and who measures may not read it', async () => {
  for (const expected of [undefined, 'kept']) {
    const stack = startStack(place)
    await stack.until('Ctrl-C stops everything')
    const client = new Client({ connectionString: urlOfPostgres() })
    await client.connect()
    const found = await client.query<{ name: string | null }>("SELECT to_regclass('kept')::text AS name")
    expect(found.rows[0]?.name ?? undefined).toBe(expected)
    await client.query('CREATE TABLE IF NOT EXISTS kept ()')
    await client.end()
    const watcher = new Client({ connectionString: urlOfPostgres('exporter', 'postgres-exporter') })
    await watcher.connect()
    expect(
      (await watcher.query("SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND query <> ''")).rowCount,
    ).toBeGreaterThan(0)
    await expect(watcher.query('SELECT FROM kept')).rejects.toThrow('permission denied for table kept')
    await watcher.end()
    stack.child.kill('SIGTERM')
    expect(await stack.ended).toBe(0)
  }
})

test('secrets are for our eyes alone', async () => {
  const stack = startStack(place)
  await stack.until('Ctrl-C stops everything')
  const password = readFileSync(join(place.run, 'secrets/postgres'), 'utf8').trim()
  expect(statSync(join(place.run, 'secrets/postgres')).mode & 0o777).toBe(0o600)
  expect(statSync(join(place.run, 'configuration/alertmanager/alertmanager.yml')).mode & 0o777).toBe(0o600)
  expect(stack.printed()).not.toContain(password)
  stack.child.kill('SIGINT')
  expect(await stack.ended).toBe(0)
})

test('a process that is killed comes back, and status says how often', async () => {
  const stack = startStack(place)
  await stack.until('Ctrl-C stops everything')
  const redis = servicesOf(place).find(({ name }) => name === 'redis')
  process.kill(redis?.identity?.pid ?? 0, 'SIGKILL')
  await stack.until('again in 1 s: redis ended with SIGKILL')
  for (let tries = 0; tries < 500 && stack.printed().split('redis         up').length < 3; tries += 1) await wait(20)
  const after = (await status({ project: place.folder, environment: {} })).services.find(({ name }) => name === 'redis')
  expect(after).toMatchObject({ state: 'up', restarts: 1 })
  expect(after?.pid).not.toBe(redis?.identity?.pid)
  expect(await down({ project: place.folder, environment: {} })).toEqual({ supervisor: stack.child.pid, leftovers: [] })
  expect(await stack.ended).toBe(0)
})

test('a service that runs and does not answer is silent', async () => {
  const stack = startStack(place)
  await stack.until('Ctrl-C stops everything')
  const web = servicesOf(place).find(({ name }) => name === 'web')?.identity?.pid ?? 0
  process.kill(web, 'SIGSTOP')
  const now = await status({ project: place.folder, environment: {} })
  process.kill(web, 'SIGCONT')
  expect(now.services.find(({ name }) => name === 'web')?.state).toBe('silent')
  stack.child.kill('SIGINT')
  expect(await stack.ended).toBe(0)
})

test('after a supervisor was killed the next start stops what it left and comes up', async () => {
  const first = startStack(place)
  await first.until('Ctrl-C stops everything')
  const before = identities()
  first.child.kill('SIGKILL')
  expect(await first.ended).toBe('SIGKILL')
  expect(before.every(isAlive)).toBe(true)
  const second = startStack(place)
  await second.until('Ctrl-C stops everything')
  expect(second.printed()).toContain('stopped what an earlier start had left running: web, prometheus, alertmanager, redis, postgres')
  expect(before.filter(isAlive)).toEqual([])
  second.child.kill('SIGINT')
  expect(await second.ended).toBe(0)
})

test('after a supervisor was killed `down` stops what it left', async () => {
  const stack = startStack(place)
  await stack.until('Ctrl-C stops everything')
  const before = identities()
  stack.child.kill('SIGKILL')
  await stack.ended
  const left = await status({ project: place.folder, environment: {} })
  expect(left.supervisor).toBeUndefined()
  expect(left.services).toHaveLength(5)
  const ended = await down({ project: place.folder, environment: {} })
  expect([...ended.leftovers].sort()).toEqual(ALL)
  await nothingIsLeft(before)
  expect(await down({ project: place.folder, environment: {} })).toEqual({ leftovers: [] })
})

test('a second start is refused while the first runs', async () => {
  const first = startStack(place)
  await first.until('Ctrl-C stops everything')
  const second = startStack(place)
  expect(await second.ended).toBe(2)
  expect(second.printed()).toMatch(
    new RegExp(`already runs \\(pid ${first.child.pid}\\): see .plimsoll status., or end it with .plimsoll down.`),
  )
  expect(identities().every(isAlive)).toBe(true)
  first.child.kill('SIGINT')
  expect(await first.ended).toBe(0)
})

test('a taken public port is named with its holder and its variable, and nothing is started or written', async () => {
  const stranger = createServer()
  await new Promise<void>((resolve) => stranger.listen(place.ports.prometheus, '127.0.0.1', resolve))
  const stack = startStack(place)
  expect(await stack.ended).toBe(2)
  stranger.close()
  const port = place.ports.prometheus
  expect(stack.printed()).toMatch(
    new RegExp(
      `^port ${port} \\(Prometheus\\) is in use by .+ \\(process ${process.pid}\\): stop it, or choose another with PLIMSOLL_PROMETHEUS_PORT=\\d+\n$`,
    ),
  )
  expect(existsSync(join(place.run, 'configuration'))).toBe(false)
  expect(existsSync(join(place.run, 'data'))).toBe(false)
})

test('a variable that is no port is refused before anything is done', async () => {
  const stack = startStack(place, { PLIMSOLL_EXPORTER_PORT: 'many' })
  expect(await stack.ended).toBe(2)
  expect(stack.printed()).toBe('PLIMSOLL_EXPORTER_PORT=many: give a port from 1 to 65535\n')
  expect(existsSync(place.run)).toBe(false)
})

test('a stop during the start leaves nothing', async () => {
  const stack = startStack(place)
  await stack.until('redis ')
  const before = identities()
  stack.child.kill('SIGINT')
  expect(await stack.ended).toBe(0)
  await nothingIsLeft(before)
  expect(identify(stack.child.pid ?? 0)).toBeUndefined()
})

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

function urlOfPostgres(user = 'plimsoll', secret = 'postgres'): string {
  const pid = servicesOf(place).find(({ name }) => name === 'postgres')?.identity?.pid
  const port = /port=(\d+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1]
  const password = readFileSync(join(place.run, 'secrets', secret), 'utf8').trim()
  return `postgres://${user}:${password}@127.0.0.1:${port}/plimsoll`
}
