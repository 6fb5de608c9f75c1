import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { faultSwitches, startTraffic } from '../../../shop/index.js'
import { signalNow, startWatchedShop, type WatchedShop } from './faults-signals.js'
import { callerOf, eventually } from './support.js'

type Switch = (typeof faultSwitches)[number]
type Crossing = Switch['crosses'][number]

let shop: WatchedShop
let traffic: ReturnType<typeof startTraffic>
const over = new AbortController()

const onDatabase = async <Row>(text: string): Promise<readonly Row[]> => {
  const client = new Client({ connectionString: shop.databaseUrl })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** Somebody who watches, and comes back whenever the line breaks. */
const watcher = async (): Promise<void> => {
  const session = (await callerOf(shop.url).post('/api/sessions')).body.session
  while (!over.signal.aborted) {
    const socket = new WebSocket(`${shop.url.replace('http', 'ws')}/api/realtime?session=${session}`)
    socket.on('error', () => undefined)
    await new Promise((resolve) => socket.once('close', resolve))
    await sleep(100)
  }
}

beforeAll(async () => {
  shop = await startWatchedShop()
  traffic = startTraffic({ url: shop.url, rate: 40, seed: 3, logger: pino({ level: 'silent' }) })
  for (let count = 0; count < 4; count++) void watcher()
  // The traffic is even, the cache is warm, and there is a past to compare with.
  await sleep(20_000)
})
afterAll(async () => {
  over.abort()
  await traffic?.close()
  await shop?.stop()
})

const named = (names: readonly string[]): readonly Switch[] => faultSwitches.filter(({ name }) => names.includes(name))

const isCrossed = (crossing: Crossing, value: number | undefined): boolean =>
  value !== undefined && ('above' in crossing ? value > crossing.above : value < crossing.below)

const allAre = (switches: readonly Switch[], wanted: boolean, seconds: number) =>
  eventually(
    async () => {
      const wrong: string[] = []
      for (const { name, crosses } of switches)
        for (const crossing of crosses) {
          const value = await signalNow(shop.prometheus, crossing.signal)
          if (isCrossed(crossing, value) !== wanted) wrong.push(`${name} ${crossing.limit}: ${value}`)
        }
      return wrong
    },
    (wrong) => wrong.length === 0,
    seconds,
  )

/** Thrown beside everything else: what they break is told by tables and files, slowly. */
const MAY_BE_ABROAD = ['low-stock', 'stuck-auction', 'failed-backup', 'full-disk', 'clock-skew', 'dead-outside-api']

/** What a thrown fault must leave silent, as far as another switch says by which signal it would be seen. */
const sparedBy = (thrown: readonly Switch[]): readonly Switch[] => {
  const loud = new Set(thrown.flatMap(({ fires, echoes = [] }) => [...fires, ...echoes]))
  const spared = new Set(thrown.flatMap(({ spares }) => spares).filter((alert) => !loud.has(alert)))
  const moved = new Set(thrown.flatMap(({ crosses }) => crosses.map(({ signal }) => signal)))
  return faultSwitches.filter(
    ({ name, fires, crosses }) => !MAY_BE_ABROAD.includes(name) && spared.has(fires[0]) && !crosses.some(({ signal }) => moved.has(signal)),
  )
}

const provenBy = async (names: readonly string[], share: Readonly<Record<string, number>>, seconds: number): Promise<void> => {
  const thrown = named(names)
  const api = callerOf(shop.url)
  expect(await allAre(thrown, false, seconds), 'before').toEqual([])
  for (const { name } of thrown) {
    const { status, body } = await api.post(`/api/faults/${name}`, { seconds: 90, ...(share[name] ? { share: share[name] } : {}) })
    expect([name, status, body.error]).toEqual([name, 201, undefined])
  }
  expect(await allAre(thrown, true, seconds), 'thrown').toEqual([])
  expect(await allAre(sparedBy(thrown), false, 5), 'spared').toEqual([])
  for (const { name } of thrown) expect((await api.remove(`/api/faults/${name}`)).body).toEqual({ healed: true })
  expect(await allAre(thrown, false, seconds), 'healed').toEqual([])
}

const overdue =
  "update auctions set starts_at = now() - interval '2 hours', ends_at = now() - interval '5 minutes', latest_ends_at = now() where id = (select min(id) from auctions where status = 'open')"

/** Faults that change what requests get: those that share a round move signals that have nothing to do with each other. */
const ROUNDS = [
  ['errors', 'declined-payments', 'lost-sockets'],
  ['cache-flushed', 'order-drop'],
  ['cache-gone'],
  ['slow-database'],
  ['bad-release'],
  ['traffic-spike'],
  ['exhausted-pool'],
  ['memory-leak'],
] as const

test('every switch is proven here', () => {
  expect([...MAY_BE_ABROAD, ...ROUNDS.flat()].toSorted()).toEqual(faultSwitches.map(({ name }) => name).toSorted())
})

describe('each fault moves the signal of its limit over the figure, and healed it is back', () => {
  test.concurrent('state: stock, auctions, backups, disk, clock, rates', { timeout: 120_000 }, async () => {
    const names = MAY_BE_ABROAD.filter((name) => shop.hasSmallDisk || name !== 'full-disk')
    const late = sleep(1500).then(() => onDatabase(overdue))
    await Promise.all([provenBy(names, {}, 45), late])
  })

  test.concurrent('trade and program: one round after the other', { timeout: 240_000 }, async () => {
    const share = { 'traffic-spike': 0.4, errors: 0.6, 'lost-sockets': 0.5 }
    for (const round of ROUNDS) await provenBy(round, share, 20)
  })
})

test('a shop that dies leaves nothing broken: the next one puts right what lies outside of it', { timeout: 120_000 }, async () => {
  const names = ['low-stock', 'failed-backup', ...(shop.hasSmallDisk ? ['full-disk'] : [])]
  const backup = join(shop.folders.backups, 'shop-1.dump')
  const hoursOld = () => (Date.now() - statSync(backup).mtimeMs) / 3_600_000
  const taken = () => onDatabase<{ taken: string }>('select coalesce(sum(taken), 0) as taken from fault_stock')
  for (const name of names) expect((await callerOf(shop.url).post(`/api/faults/${name}`, { seconds: 600 })).status).toBe(201)
  expect(hoursOld()).toBeGreaterThan(47)
  expect(readFileSync(join(shop.folders.backups, '.restore-check'), 'utf8')).toMatch(/^failed/)
  expect(Number((await taken())[0]?.taken)).toBeGreaterThan(100)
  if (shop.hasSmallDisk) expect(readdirSync(shop.folders.uploads)).toContain('.fault-filler')
  await shop.restart()
  expect((await callerOf(shop.url).get('/api/faults')).body.active).toEqual([])
  expect(hoursOld()).toBeLessThan(1)
  expect(readFileSync(join(shop.folders.backups, '.restore-check'), 'utf8')).toBe('ok\n')
  expect(readdirSync(shop.folders.backups).toSorted()).toEqual(['.restore-check', 'shop-1.dump'])
  expect(await taken()).toEqual([{ taken: '0' }])
  expect(readdirSync(shop.folders.uploads)).not.toContain('.fault-filler')
})
