/** The names that people's dashboards ask for are on our page, read from real servers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare, count, type Result } from '../../../bench/dashboards/compare.js'
import { dashboards } from '../../../bench/dashboards/dashboards.js'
import { askEveryone } from '../../../bench/dashboards/pages.js'
import { startPostgres, startRedis, type Handle } from '../../support/services.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-dashboards-'))
const servers: Handle[] = []
let results: readonly Result[]

beforeAll(async () => {
  const [database, cache] = await Promise.all([startPostgres(), startRedis()])
  servers.push(database, cache)
  const { peerVersions, ...pages } = await askEveryone({ postgres: database.url, redis: cache.url, folder }, (line) => console.log(line))
  console.log(`PostgreSQL ${database.version}, Redis ${cache.version}; ${Object.values(peerVersions).join(', ')}`)
  results = compare(pages)
})
afterAll(async () => {
  await Promise.all(servers.map(({ stop }) => stop()))
  rmSync(folder, { recursive: true, force: true })
})

describe.each(dashboards.map(({ number, title }, index) => ({ number, title, index })))('$number $title', ({ index }) => {
  const rows = () => results[index]?.rows ?? []

  test('every name that the servers can give is given', () => {
    expect(rows().filter(({ verdict }) => verdict === 'missing')).toEqual([])
    expect(count(rows(), 'given')).toBeGreaterThan(0)
  })

  test('no name is excused that the exporter of these names gives here', () => {
    expect(rows().filter(({ verdict, byPeer }) => verdict === 'not here' && byPeer === true)).toEqual([])
  })
})

test('what is excused is a small part of 1860 alone', () => {
  const excused = results
    .filter(({ rows }) => count(rows, 'outside') > 0)
    .map(({ dashboard, rows }) => [dashboard.number, count(rows, 'outside')])
  expect(excused).toEqual([[1860, 32]])
})
