import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contentsIn, wordsFor } from '../../../backup/contents.js'
import { backupsAmong, clearUnfinished, contentsBeside, fileName, retire, timeIn, writeBackup } from '../../../backup/folder.js'
import { findDumpPrograms, nearestTo, runProgram, versionIn } from '../../../backup/programs.js'
import { UNKNOWN_SETTING, withoutExtensions } from '../../../backup/restore.js'
import { untilNext } from '../../../backup/schedule.js'
import { programEnvironment } from '../../../backup/server.js'
import { nativeBackups } from '../../../cli/native-backups.js'
import { secret } from '../../../configuration/index.js'
import type { Ground } from '../../../stack/index.js'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-backup-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const AT = Date.UTC(2026, 10, 21, 18, 45, 7, 300)
const HOUR = 3_600_000
const shop = () => ({ directory, name: 'shop' })

describe('the name of a backup', () => {
  test('says whose it is and when it was begun', () => {
    expect(fileName('shop', AT)).toBe('shop-20261121T184507Z.dump')
    expect(timeIn('shop', fileName('shop', AT))).toBe(AT - 300)
  })

  test.each([
    'shop-20261121T184507Z.dump.part',
    '.shop-20261121T184507Z.dump.json',
    'shop-eu-20261121T184507Z.dump',
    'shop-20261399T184507Z.dump',
    'shop.dump',
    'shop-',
  ])('%s is no backup', (file) => expect(timeIn('shop', file)).toBeUndefined())

  test('puts the newest first, whatever the files say of their times', () => {
    const files = ['shop-20260101T000000Z.dump', 'notes', 'shop-20261121T184507Z.dump', 'shop-20260801T000000Z.dump']
    expect(backupsAmong('shop', files).map(({ file }) => file)).toEqual([files[2], files[3], files[0]])
  })
})

describe('the folder', () => {
  const contents = { tables: 1, rows: { 'public.orders': 3 } }
  const write = (now: number) => writeBackup(shop(), now, contents, async (output) => writeFileSync(output, 'a dump'))

  test('two of one second have two names, and what they hold stands beside them', async () => {
    const made = [await write(AT), await write(AT)]
    expect(made.map(({ file, bytes }) => [file, bytes])).toEqual([
      ['shop-20261121T184507Z.dump', 6],
      ['shop-20261121T184508Z.dump', 6],
    ])
    for (const one of made) expect(await contentsBeside(shop(), one)).toEqual(contents)
  })

  test('one that fails leaves nothing', async () => {
    const failing = writeBackup(shop(), AT, contents, async (output) => {
      writeFileSync(output, 'half')
      throw new Error('no space left')
    })
    await expect(failing).rejects.toThrow('no space left')
    expect(readdirSync(directory)).toEqual([])
  })

  test('only the newest stay, and what others have put there', async () => {
    for (let day = 0; day < 5; day++) await write(AT + day * 24 * HOUR)
    writeFileSync(join(directory, 'shop-notes.txt'), '')
    expect((await retire(shop(), 2)).map(({ file }) => file)).toHaveLength(3)
    expect(readdirSync(directory).toSorted()).toEqual([
      '.shop-20261124T184507Z.dump.json',
      '.shop-20261125T184507Z.dump.json',
      'shop-20261124T184507Z.dump',
      'shop-20261125T184507Z.dump',
      'shop-notes.txt',
    ])
  })

  test('what was never finished is cleared away, and nothing else', async () => {
    const { file } = await write(AT)
    const left = [`${file}.part`, '.shop-20260101T000000Z.dump.json', '.shop-20261121T184507Z.dump.json.part']
    const others = ['eu-20261121T184507Z.dump.part', 'download.part', '.restore-check']
    for (const name of [...left, ...others]) writeFileSync(join(directory, name), '')
    await clearUnfinished(shop())
    expect(readdirSync(directory).toSorted()).toEqual([...others, file, `.${file}.json`].toSorted())
  })
})

describe('the next backup', () => {
  const before = (hours: number) => [{ file: '', at: AT - hours * HOUR }]
  test.each([
    ['is due at once where there is none', [], 0, 0],
    ['waits until the newest is old enough', before(20), 0, 4 * HOUR],
    ['is due where the newest is older', before(30), 0, 0],
    ['is not put off by one of the future', [{ file: '', at: AT + 9999 * HOUR }, ...before(23)], 0, HOUR],
    ['waits a while after one that failed', before(30), AT + 300_000, 300_000],
  ])('%s', (_what, backups, notBefore, wanted) => expect(untilNext(AT, backups, 86_400, notBefore)).toBe(wanted))
})

/** Programs that only say their version. */
const installed = (folder: string, version: string, names: readonly string[] = ['pg_dump', 'pg_restore']): string => {
  const path = join(directory, folder)
  mkdirSync(path, { recursive: true })
  for (const name of names) {
    writeFileSync(join(path, name), `#!/bin/sh\necho "${name} (PostgreSQL) ${version}"\n`)
    chmodSync(join(path, name), 0o755)
  }
  return path
}

describe('pg_dump', () => {
  test.each([
    ['pg_dump (PostgreSQL) 18.6 (Debian 18.6-3)', 18],
    ['pg_dump (PostgreSQL) 19beta2', 19],
    ['something else 18', undefined],
  ])('%s is version %s', (text, version) => expect(versionIn(text)).toBe(version))

  test('is the nearest to the server that is not older, with a pg_restore beside it', () => {
    const folders = [installed('a', '18.1'), installed('b', '15.4'), installed('c', '17.2', ['pg_dump']), installed('d', '13.0')]
    expect(findDumpPrograms(15, folders)).toEqual({ folder: join(directory, 'b'), version: 15 })
    expect(findDumpPrograms(16, folders)).toEqual({ folder: join(directory, 'a'), version: 18 })
    expect(findDumpPrograms(19, folders)).toBeUndefined()
    expect(nearestTo(14, [])).toBeUndefined()
  })

  test.each([
    ['goes on', 'pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "transaction_timeout"'],
    ['fails', 'pg_restore: error: could not execute query: ERROR:  relation "a" does not exist'],
  ])('%s after %s', async (outcome, complaint) => {
    const folder = installed('new', '18.1')
    writeFileSync(
      join(folder, 'pg_restore'),
      `#!/bin/sh\necho '${complaint}' >&2\necho 'pg_restore: warning: errors ignored on restore: 1' >&2\nexit 1\n`,
    )
    const run = { programs: { folder, version: 18 }, env: {}, signal: new AbortController().signal, forgives: UNKNOWN_SETTING }
    const said = await runProgram('pg_restore', [], run).then(
      () => 'goes on',
      (error: unknown) => String(error),
    )
    expect(said).toContain(outcome === 'fails' ? complaint : outcome)
  })

  test('is told the password by its environment alone, and not the address', () => {
    const authority = join(directory, 'ca.pem')
    writeFileSync(authority, '')
    const url = secret(`postgres://backup:p%40ss@db.example.com:5433/shop?sslmode=verify-full&sslrootcert=${authority}`)
    const told = programEnvironment(url, { PATH: '/bin', DATABASE_URL: 'postgres://x', SECRET: 'x', PGDATABASE: 'other' })
    expect(told).toEqual({
      PATH: '/bin',
      PGHOST: 'db.example.com',
      PGPORT: '5433',
      PGUSER: 'backup',
      PGDATABASE: 'shop',
      PGPASSWORD: 'p@ss',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: authority,
      PGAPPNAME: 'plimsoll backup',
      PGCONNECT_TIMEOUT: '10',
      LC_ALL: 'C',
    })
  })
})

describe('the native stack', () => {
  const ground = (folder: string) =>
    ({ postgresPrograms: { folder, env: {} }, postgres: { url: 'postgres://a:b@127.0.0.1:1/c' }, folders: { data: directory } }) as Ground

  test('makes backups where pg_dump is beside the server', () => {
    const folder = installed('server', '16.3', ['postgres', 'pg_dump', 'pg_restore'])
    const { processes, variables, notes } = nativeBackups(ground(folder), 'main.js')
    expect(processes.map(({ name, dependsOn, env }) => [name, dependsOn, env?.['PATH']?.split(':')[0]])).toEqual([
      ['backups', ['shop'], folder],
    ])
    expect(variables).toEqual({ SHOP_BACKUPS: join(directory, 'backups') })
    expect(notes).toEqual([])
  })

  test('says in one sentence why it makes none, and has no folder of them', () => {
    const { processes, variables, notes } = nativeBackups(ground(installed('server', '99.1', ['postgres'])), 'main.js')
    expect([processes, variables]).toEqual([[], {}])
    expect(notes).toEqual([
      'no backups are made: pg_dump 99 or newer is neither on the PATH nor in /usr/lib/postgresql; install postgresql-client-99, or the PostgreSQL client 99 of this system.',
    ])
    expect(readdirSync(directory)).toEqual(['server'])
  })
})

describe('the contents', () => {
  test('are told in words', () => {
    expect(wordsFor({ tables: 3, rows: { 'public.a': 1, 'public.b': 2 } })).toBe('3 tables, 3 rows in the largest 2')
  })

  test.each(['', '{', '[]', '{"tables":1}', '{"tables":"1","rows":{}}', '{"tables":1,"rows":{"a":"1"}}', '{"tables":1,"rows":null}'])(
    '%s is none',
    (text) => expect(contentsIn(text)).toBeUndefined(),
  )

  test('are restored without extensions that only a superuser may make, and their comments', () => {
    const list = [
      ';',
      '2; 3079 16390 EXTENSION - pg_stat_statements ',
      '4402; 0 0 COMMENT - EXTENSION pg_stat_statements ',
      '3; 3079 16400 EXTENSION - pg_trgm ',
      '230; 1259 16500 TABLE public pg_stat_statements backup',
    ]
    expect(withoutExtensions(list.join('\n'), ['pg_stat_statements']).split('\n')).toEqual([list[0], list[3], list[4]])
  })
})
