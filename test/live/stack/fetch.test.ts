import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UsageError } from '../../../configuration/index.js'
import { fetchTrees } from '../../../stack/fetch.js'
import { treeOf } from '../../../stack/home.js'
import { freePort, startAlertmanager, startRedis } from '../../../stack/index.js'
import { alertmanagerSource, findProgram, redisSource } from '../../../stack/programs.js'
import type { Program } from '../../../stack/programs.js'

/** Where there is no apt there is nothing to fetch from; PLIMSOLL_TEST_OFFLINE says that its sources do not answer. */
const cannotFetch = !existsSync('/usr/bin/apt-get') || process.env['PLIMSOLL_TEST_OFFLINE'] === '1'

let folder = ''
let home = ''
const lines: string[] = []
const fetch = (...trees: readonly string[]): Promise<void> =>
  fetchTrees({ home, trees, output: (line) => lines.push(line), signal: new AbortController().signal })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-fetch-'))
  home = join(folder, 'home')
  if (cannotFetch) return
  // what a process that was killed in the middle would have left
  mkdirSync(join(home, 'fetching/999999999/redis-server'), { recursive: true })
  await fetch('redis-server', 'prometheus-alertmanager')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const unpacked = (source: typeof redisSource): Program => {
  const program = findProgram(source, home, [])
  if (!program) throw new Error(`${source.packageName} was not unpacked`)
  return program
}

test.skipIf(cannotFetch)('programs are unpacked into the cache, saying so, and nothing else is left there', () => {
  console.log(lines.join('\n'))
  expect(lines.join('\n')).toMatch(/fetching redis-server: .*redis-server [\d.:~a-z+-]+.*, [\d.]+ MB/)
  expect(readdirSync(join(home, 'programs')).sort()).toEqual(['prometheus-alertmanager', 'redis-server'])
  expect(readdirSync(join(home, 'fetching'))).toEqual([])
  for (const tree of ['redis-server', 'prometheus-alertmanager']) expect(statSync(treeOf(home, tree)).mode & 0o777).toBe(0o755)
})

test.skipIf(cannotFetch)('the unpacked Redis runs', async () => {
  const place = { directory: join(folder, 'redis'), log: join(folder, 'redis.log'), port: await freePort() }
  const redis = await startRedis({ ...place, program: unpacked(redisSource) })
  await redis.running.stop()
  expect(redis.running.exit()).toEqual({ code: 0, signal: null })
})

test.skipIf(cannotFetch)("the unpacked Alertmanager runs with its own templates and not the machine's", async () => {
  const program = unpacked(alertmanagerSource)
  expect(readFileSync(program.path).includes('/usr/share/prometheus/alertmanager')).toBe(false)
  const configuration = join(folder, 'alertmanager.yml')
  writeFileSync(configuration, 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n')
  const place = { storage: join(folder, 'alertmanager'), log: join(folder, 'alertmanager.log'), port: await freePort() }
  const alertmanager = await startAlertmanager({ ...place, configuration, program })
  await alertmanager.running.stop()
  expect(alertmanager.running.exit()).toEqual({ code: 0, signal: null })
})

test.skipIf(cannotFetch)('a package that apt does not know is one sentence with the remedy, and nothing is left', async () => {
  const attempt = fetch('plimsoll-has-no-such-package')
  await expect(attempt).rejects.toBeInstanceOf(UsageError)
  await expect(attempt).rejects.toThrow(
    'could not fetch plimsoll-has-no-such-package (Unable to locate package plimsoll-has-no-such-package): install by hand: sudo apt-get install plimsoll-has-no-such-package',
  )
  expect(readdirSync(join(home, 'fetching'))).toEqual([])
})

test.skipIf(cannotFetch)('a fetch that is interrupted leaves nothing behind', async () => {
  const controller = new AbortController()
  const attempt = fetchTrees({ home, trees: ['prometheus'], output: () => controller.abort(), signal: controller.signal })
  await expect(attempt).rejects.toThrow(/abort/)
  expect(readdirSync(join(home, 'fetching'))).toEqual([])
  expect(existsSync(treeOf(home, 'prometheus'))).toBe(false)
})
