/** Our exporter beside the three that it replaces, on one machine, one database and one cache under load, in the same second. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLoad, type Load } from '../../../bench/peers/load.js'
import { readText } from '../../../bench/peers/page.js'
import { startPeers, type Ground } from '../../../bench/peers/peers.js'
import { startPlimsoll } from '../../../bench/peers/plimsoll.js'
import { peerPrograms } from '../../../bench/peers/programs.js'
import type { Exporter } from '../../../bench/peers/start.js'
import { startPostgres, startRedis, type Handle } from '../../support/services.js'
import { compare, type Round } from './differential/compare.js'
import { pageOf } from './differential/page.js'
import { folds, gaps, incomparable, moving, relabelled } from './differential/tables.js'

const ROUNDS = 6
const PAUSE_MILLISECONDS = 400
/** Fewer series than these in common, and something is not compared that should be. */
const FLOORS = { node: 300, postgres: 300, redis: 100 } as const

type Peer = keyof typeof FLOORS
const peers = Object.keys(FLOORS) as readonly Peer[]

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-differential-'))
const servers: Handle[] = []
const exporters: Exporter[] = []
const rounds: Record<Peer, Round[]> = { node: [], postgres: [], redis: [] }
const byDefault: Partial<Record<Peer, ReadonlySet<string>>> = {}
let load: Load

const started = async <One extends All, All>(into: All[], starting: Promise<One>): Promise<One> => {
  const one = await starting
  into.push(one)
  return one
}

const collect = async (ground: Ground): Promise<void> => {
  const programs = await peerPrograms((line) => console.log(line))
  const ours = await started(exporters, startPlimsoll(ground, { wide: true }))
  const others = new Map<Peer, Exporter>()
  for (const peer of peers) others.set(peer, await started(exporters, startPeers[peer](programs[peer], ground, 'wide')))
  const read = async ({ url }: Exporter) => pageOf(await readText(url), folds)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [peer, exporter] of others) {
      rounds[peer].push({ before: await read(ours), peer: await read(exporter), after: await read(ours) })
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS))
  }
  for (const peer of peers) {
    const plain = await started(exporters, startPeers[peer](programs[peer], ground, 'default'))
    byDefault[peer] = (await read(plain)).names
  }
  console.log(`${exporters.map(({ name }) => name).join(', ')}`)
}

beforeAll(async () => {
  const database = await started(servers, startPostgres())
  const cache = await started(servers, startRedis({ settings: { maxmemory: '64mb' } }))
  console.log(`PostgreSQL ${database.version}, Redis ${cache.version}`)
  const ground = { postgres: database.url, redis: cache.url, folder }
  load = await startLoad(ground)
  await collect(ground)
})
afterAll(async () => {
  await load?.stop()
  await Promise.all(exporters.map(({ stop }) => stop()))
  await Promise.all(servers.map(({ stop }) => stop()))
  rmSync(folder, { recursive: true, force: true })
})

const compared = (peer: Peer) =>
  compare(
    rounds[peer],
    moving,
    incomparable.map(({ names }) => names),
  )

describe.each(peers)('beside %s_exporter', (peer) => {
  test('every series that both give agrees', () => {
    const { compared: series, disagreements } = compared(peer)
    console.log(`${peer}: ${series.length} series of ${new Set(series.map((key) => key.split('{')[0])).size} names compared`)
    expect(disagreements.map(({ key, rounds: lost, said }) => `${key} in ${lost} of ${ROUNDS}: ${said}`)).toEqual([])
    expect(series.length).toBeGreaterThanOrEqual(FLOORS[peer])
  })

  test('no name has other labels than it gives, but where that is known', () => {
    expect(compared(peer).unmatched.filter((key) => !relabelled.some(({ series }) => series.test(key)))).toEqual([])
  })

  test('every name that it gives by default is on our page or a known gap', () => {
    const ours = rounds[peer][0]?.before.names ?? new Set()
    const lacking = [...(byDefault[peer] ?? [])].filter((name) => !ours.has(name))
    expect(lacking.length).toBeLessThan(byDefault[peer]?.size ?? 0)
    expect(lacking.filter((name) => !gaps.some(({ names }) => names.test(name)))).toEqual([])
  })
})
