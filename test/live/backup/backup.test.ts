import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readPage } from '../../support/metrics-page.js'
import { startExporter } from '../../support/exporter.js'
import { argumentsBelow, newFolder, startBackup, startBackedUp, type BackedUp } from './support.js'

const DUMP = /^shop-\d{8}T\d{6}Z\.dump$/

describe('plimsoll backup', () => {
  let backedUp: BackedUp
  let folder = ''
  let said: string[] = []
  beforeAll(async () => {
    backedUp = await startBackedUp()
  })
  afterAll(() => backedUp?.stop())
  beforeEach(() => {
    folder = newFolder()
    said = []
  })
  afterEach(async () => {
    expect(said.join('\n')).not.toContain(backedUp.password)
    expect(await backedUp.query("SELECT datname FROM pg_database WHERE datname ~ '^plimsoll_check_'")).toEqual([])
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (args: readonly string[], database = 'shop') =>
    startBackup(['--folder', folder, '--name', 'shop', ...args], { DATABASE_URL: backedUp.urlOf(database) }, said)
  const run = async (...args: readonly string[]) => start(args).ended
  const backups = () =>
    readdirSync(folder)
      .filter((name) => DUMP.test(name))
      .toSorted()
  const newest = () => join(folder, backups().at(-1) ?? 'none')
  const check = () => readFileSync(join(folder, '.restore-check'), 'utf8')

  test('makes one that is whole, ours alone, and restored to the row', async () => {
    const { status, output } = await run()
    expect(status, output).toBe(0)
    expect(backups()).toHaveLength(1)
    expect(output).toContain('restored and compared, 13 tables, 1200 rows in the largest 10')
    expect(check()).toMatch(/^ok: shop-\d{8}T\d{6}Z\.dump, 13 tables/)
    for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('takes the address from a file, and comes back by the command that the documents tell', async () => {
    const file = join(folder, 'database-url')
    writeFileSync(file, `${backedUp.urlOf('shop')}\n`, { mode: 0o600 })
    const args = ['--folder', folder, '--name', 'shop']
    expect((await startBackup(args, { DATABASE_URL_FILE: file }, said).ended).status).toBe(0)
    await backedUp.query('CREATE DATABASE shop_again')
    backedUp.restore('shop_again', newest())
    expect(await backedUp.query('SELECT count(*)::int AS count FROM items', 'shop_again')).toEqual([{ count: 200 }])
    expect(await backedUp.query("SELECT tableowner FROM pg_tables WHERE tablename = 'alerts'", 'shop_again')).toEqual([
      { tableowner: 'desk' },
    ])
    await backedUp.query('DROP DATABASE shop_again')
  })

  test('is what the exporter reads: the time, the size, and that it can be restored', async () => {
    const configuration = `postgres: []\nbackups: [{ name: shop, directory: ${folder}, pattern: 'shop-*.dump' }]\n`
    const exporter = await startExporter(configuration, {})
    const page = async () => {
      const series = readPage(await (await fetch(`${exporter.url}/metrics`)).text())
      return Object.fromEntries(series.filter(({ name }) => name.startsWith('backup_')).map(({ name, value }) => [name, value]))
    }
    try {
      await run()
      const good = await page()
      expect(good).toMatchObject({ backup_files: 1, backup_last_size_bytes: statSync(newest()).size, backup_restore_check_success: 1 })
      expect(Math.abs(Date.now() / 1000 - (good['backup_last_success_timestamp_seconds'] ?? 0))).toBeLessThan(60)
      const damaged = readFileSync(newest())
      damaged.subarray(-2000, -1000).fill(0)
      writeFileSync(newest(), damaged)
      await run('--check')
      expect(await page()).toMatchObject({ backup_files: 1, backup_restore_check_success: 0 })
    } finally {
      await exporter.close()
    }
  })

  test('finds out a backup that is damaged, and one that lost rows, and makes none for it', async () => {
    await run()
    const first = newest()
    await backedUp.query('INSERT INTO orders (note) VALUES ($$late$$)')
    await sleep(1100)
    expect((await run()).status).toBe(0)
    copyFileSync(first, newest())
    const lost = await run('--check')
    expect([lost.status, lost.output]).toEqual([1, expect.stringContaining('1000 rows of public.orders were restored of 1001')])
    expect(check()).toMatch(/^failed: /)
    writeFileSync(newest(), readFileSync(newest()).subarray(0, 3000))
    const damaged = await run('--check')
    expect([damaged.status, damaged.output]).toEqual([1, expect.stringMatching(/pg_restore ended with exit status 1: .*error/)])
    expect(backups()).toHaveLength(2)
    await backedUp.query('DELETE FROM orders WHERE note = $$late$$')
  })

  test('keeps seven, and touches no file of another name', async () => {
    for (let day = 1; day <= 9; day++) writeFileSync(join(folder, `shop-2026100${day}T030000Z.dump`), 'old')
    for (const name of ['shop-20261001T030000Z.dump.bak', 'eu-shop-20261001T030000Z.dump', 'notes'])
      writeFileSync(join(folder, name), 'ours')
    const { status, output } = await run()
    expect([status, output]).toEqual([0, expect.stringContaining('3 older removed')])
    expect(backups()).toHaveLength(7)
    expect(backups()[0]).toBe('shop-20261004T030000Z.dump')
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['shop-20261001T030000Z.dump.bak', 'eu-shop-20261001T030000Z.dump', 'notes']),
    )
    expect((await run('--keep', '2')).status).toBe(0)
    expect(backups()).toHaveLength(2)
  })

  test('leaves nothing of a dump that is stopped half-way, and tells the password to nobody', async () => {
    const started = start([], 'large')
    await started.isWriting(folder)
    const listed = argumentsBelow(started.pid)
    expect(listed.some((args) => args.includes('pg_dump'))).toBe(true)
    expect(listed.join('\n')).not.toContain(backedUp.password)
    started.end('SIGTERM')
    expect(await started.ended).toMatchObject({ status: 1, output: 'plimsoll: The backup was stopped before its end.\n' })
    expect(readdirSync(folder)).toEqual([])
  })

  test('clears away what was killed half-way, at the next start', async () => {
    const started = start([], 'large')
    await started.isWriting(folder)
    started.end('SIGKILL')
    await started.ended
    expect(backups()).toEqual([])
    expect(readdirSync(folder)).toHaveLength(2)
    await expect.poll(() => argumentsBelow(started.pid), { timeout: 10_000 }).toEqual([])
    await expect.poll(async () => (await run()).status, { timeout: 20_000 }).toBe(0)
    // the new one may be of the same second, and so of the same name
    const [made] = backups()
    expect(readdirSync(folder).sort()).toEqual(['.restore-check', `.${made}.json`, made])
  })

  test('drops what a killed check has left, and no database of anybody else', async () => {
    const [{ oid } = { oid: 0 }] = await backedUp.query<{ readonly oid: number }>("SELECT oid FROM pg_database WHERE datname = 'shop'")
    await backedUp.query(`CREATE DATABASE plimsoll_check_${oid}_left OWNER backup`)
    await backedUp.query(`CREATE DATABASE plimsoll_check_${oid}_other`)
    expect((await run()).status).toBe(0)
    const names = await backedUp.query("SELECT datname FROM pg_database WHERE datname ~ '^plimsoll_check_'")
    await backedUp.query(`DROP DATABASE plimsoll_check_${oid}_other`)
    expect(names).toEqual([{ datname: `plimsoll_check_${oid}_other` }])
  })

  test('waits for nobody: while another makes one it says so', async () => {
    const free = await backedUp.takeTurn('shop')
    const { status, output } = await run()
    await free()
    expect([status, output]).toEqual([1, 'plimsoll: Another process makes or checks a backup of this database now; wait for its end.\n'])
  })

  test('with --every makes the first at once, none while it is fresh, and ends in order', async () => {
    const first = start(['--every', '24h'])
    await expect.poll(() => first.output(), { timeout: 30_000 }).toContain('restored and compared')
    first.end('SIGTERM')
    expect((await first.ended).status).toBe(0)
    const second = start(['--every', '24h'])
    await sleep(2500)
    second.end('SIGTERM')
    expect(await second.ended).toMatchObject({ status: 0, output: '' })
    expect(backups()).toHaveLength(1)
  })

  test.each([
    ['a server that is not there', 1, 'could not be reached', [], { DATABASE_URL: 'postgres://backup:hidden@127.0.0.1:9/shop' }],
    ['no address', 2, 'set DATABASE_URL', [], {}],
    ['an address of something else', 2, 'is no address of a PostgreSQL database', [], { DATABASE_URL: 'redis://hidden@127.0.0.1' }],
    ['a time that is none', 2, 'Give a time from 1m to 31d', ['--every', '1s'], {}],
    ['a number that is none', 2, 'Give a number from 1 to 365', ['--keep', '0'], {}],
    ['a name that leads elsewhere', 2, 'Give small letters', ['--name', '../shop'], {}],
    ['two wishes', 2, 'cannot be used with', ['--every', '1h', '--check'], {}],
  ])('of %s it says so and ends with %i', async (_what, wanted, sentence, args, variables) => {
    const { status, output } = await startBackup(['--folder', folder, ...args], variables, said).ended
    expect([status, output]).toEqual([wanted, expect.stringContaining(sentence)])
    expect(output).not.toContain('hidden')
    expect(readdirSync(folder)).toEqual([])
  })
})
