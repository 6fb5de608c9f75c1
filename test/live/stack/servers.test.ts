import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../../../configuration/index.js'
import { freePort, StartError, startPostgres, startPrometheus } from '../../../stack/index.js'
import type { PostgresOrder } from '../../../stack/index.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-servers-'))
  chmodSync(folder, 0o711)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const order = async (more: Partial<PostgresOrder> = {}): Promise<PostgresOrder> => ({
  directory: join(folder, 'data'),
  log: join(folder, 'postgres.log'),
  port: await freePort(),
  user: 'someone',
  password: "pass:w@rd/'%",
  database: 'Some "database"',
  ...more,
})

test('any password and any name of a database work', async () => {
  const postgres = await startPostgres(await order())
  expect(readdirSync(folder).sort()).toEqual(['data', 'postgres.log'])
  await postgres.running.stop()
  expect(postgres.running.exit()).toEqual({ code: 0, signal: null })
})

test('a server that cannot start is reported with its last words and leaves no process', async () => {
  const attempt = startPostgres(await order({ settings: { shared_buffers: 'plenty' } }))
  await expect(attempt).rejects.toBeInstanceOf(StartError)
  await expect(attempt).rejects.toThrow(/invalid value for parameter "shared_buffers"/)
})

test('a folder that another version made is refused with both versions', async () => {
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data/PG_VERSION'), '9\n')
  const attempt = startPostgres(await order())
  await expect(attempt).rejects.toBeInstanceOf(UsageError)
  await expect(attempt).rejects.toThrow(/was made by PostgreSQL 9 and .* is \d+: move the folder away, or install 9/)
})

test.skipIf(process.getuid?.() !== 0)(
  'root is told which folder the user of PostgreSQL cannot enter, and nothing is left there',
  async () => {
    chmodSync(folder, 0o700)
    const attempt = startPostgres(await order())
    await expect(attempt).rejects.toThrow(`cannot enter ${folder}: choose a folder elsewhere, or chmod o+x ${folder}`)
    expect(existsSync(join(folder, 'data'))).toBe(false)
    expect(readdirSync(folder)).toEqual([])
  },
)

test("a Prometheus with a wrong configuration is reported with Prometheus's own words", async () => {
  const configuration = join(folder, 'prometheus.yml')
  writeFileSync(configuration, 'scrape_config: []\n')
  const place = { configuration, storage: join(folder, 'series'), log: join(folder, 'prometheus.log'), port: await freePort() }
  await expect(startPrometheus(place)).rejects.toThrow(/field scrape_config not found/)
})
