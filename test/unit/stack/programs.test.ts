import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UsageError } from '../../../configuration/index.js'
import { cacheHome, treeOf } from '../../../stack/home.js'
import { findPostgres, findProgram, newestFirst, prometheusSource, redisSource, systemFolders } from '../../../stack/programs.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-programs-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const program = (path: string, mode = 0o755): string => {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '#!/bin/sh\n', { mode })
  return file
}

test('the newest PostgreSQL from 13 on is chosen', () => {
  expect(newestFirst(['9.6', '12', '15', '13', '18', 'common', '9'])).toEqual([18, 15, 13])
})

test("the machine's own program comes before the one in the cache", () => {
  const installed = program('bin/redis-server')
  program('home/programs/redis-server/usr/bin/redis-server')
  expect(findProgram(redisSource, join(root, 'home'), [join(root, 'bin')])).toEqual({ path: installed, env: {} })
})

test('a program of the cache comes with the folders of its libraries and its tree', () => {
  const home = join(root, 'home')
  const unpacked = program('home/programs/prometheus/usr/bin/prometheus')
  program('home/programs/prometheus/usr/lib/x86_64-linux-gnu/libexample.so')
  const found = findProgram(prometheusSource, home, [join(root, 'bin')])
  expect(found?.path).toBe(unpacked)
  expect(found?.tree).toBe(treeOf(home, 'prometheus'))
  expect(found?.env['LD_LIBRARY_PATH']?.split(':')[0]).toBe(join(treeOf(home, 'prometheus'), 'usr/lib/x86_64-linux-gnu'))
})

test('what is not executable is no program', () => {
  program('bin/redis-server', 0o644)
  expect(findProgram(redisSource, join(root, 'home'), [join(root, 'bin')])).toBeUndefined()
})

test('PostgreSQL is where both of its programs are, newest first', () => {
  for (const version of [14, 15]) program(`usr/lib/postgresql/${version}/bin/postgres`)
  program('usr/lib/postgresql/14/bin/initdb')
  expect(findPostgres(join(root, 'home'), [], root)?.folder).toBe(join(root, 'usr/lib/postgresql/14/bin'))
})

test('a link to postgres on the PATH leads to its folder', () => {
  for (const name of ['postgres', 'initdb']) program(`opt/pgsql/bin/${name}`)
  mkdirSync(join(root, 'bin'))
  symlinkSync(join(root, 'opt/pgsql/bin/postgres'), join(root, 'bin/postgres'))
  expect(findPostgres(join(root, 'home'), [join(root, 'bin')], join(root, 'nowhere'))?.folder).toBe(join(root, 'opt/pgsql/bin'))
})

test('where there is none there is none', () => {
  expect(findPostgres(join(root, 'home'), [], root)).toBeUndefined()
})

test("a plain user's PATH is completed by the folders of daemons, once each", () => {
  expect(systemFolders('/usr/bin:relative:/opt/x')).toEqual([
    '/usr/bin',
    '/opt/x',
    '/usr/local/bin',
    '/usr/local/sbin',
    '/usr/sbin',
    '/opt/homebrew/bin',
  ])
})

test('the cache folder can be chosen, as an absolute path', () => {
  expect(cacheHome({ PLIMSOLL_HOME: '/srv/plimsoll' })).toBe('/srv/plimsoll')
  expect(() => cacheHome({ PLIMSOLL_HOME: 'here' })).toThrow(UsageError)
})
