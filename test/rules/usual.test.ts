/** What is usual, as a shop lives: its nights, its first minutes, its restarts, its weeks. Two limits look back, and people may be woken by none of these. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { seededRandom } from '../../shop/random.js'
import { busyness } from '../../shop/rhythm.js'
import { mustPass, programSets } from './programs.js'

const ROOT = join(import.meta.dirname, '../..')
const LOOK_BACK = ['OrdersDropped', 'TrafficUnusual'] as const
type Name = (typeof LOOK_BACK)[number]

/** What comes in a minute; undefined while nobody looks, `down` while the shop does not answer. */
type Minute = { readonly orders: number; readonly requests: number } | 'down' | undefined

interface Scene {
  readonly minutes: number
  /** How often rules are evaluated; rarely where it takes weeks. */
  readonly every?: '5m'
  readonly at: (minute: number) => Minute
  /** What has fired at some time within this many minutes before a moment. */
  readonly fired: readonly { readonly by: number; readonly within: number; readonly names: readonly Name[] }[]
}

const ofShop = 'service="shop", job="shop", instance="shop:4000"'
const USUAL = { orders: 20, requests: 600 } as const

/** As promtool reads samples; the gap of a restart is one without samples, and a counter begins anew after it. */
const samplesOf = ({ minutes, at }: Scene, of: 'orders' | 'requests'): string => {
  let total = 0
  const texts: string[] = []
  for (let minute = 0; minute <= minutes; minute += 1) {
    const came = at(minute)
    total = typeof came === 'object' ? total + came[of] : 0
    texts.push(typeof came === 'object' ? String(Math.round(total * 1000) / 1000) : '_')
  }
  return texts.join(' ')
}

const upOf = ({ minutes, at }: Scene): string =>
  Array.from({ length: minutes + 1 }, (_none, minute) => {
    const came = at(minute)
    if (came === undefined) return '_'
    return came === 'down' ? '0' : '1'
  }).join(' ')

const firedIn = (within: number): string =>
  `count by (alertname) (count_over_time(ALERTS{alertname=~"${LOOK_BACK.join('|')}", alertstate="firing"}[${within}m]))`

const testOf = (name: string, scene: Scene): object => ({
  name,
  interval: '1m',
  input_series: [
    { series: `shop_orders_created_total{status="paid", ${ofShop}}`, values: samplesOf(scene, 'orders') },
    {
      series: `http_requests_total{method="GET", route="/api/products", status_code="200", ${ofShop}}`,
      values: samplesOf(scene, 'requests'),
    },
    { series: `up{${ofShop}}`, values: upOf(scene) },
  ],
  promql_expr_test: scene.fired.map(({ by, within, names }) => ({
    expr: firedIn(within),
    eval_time: `${by}m`,
    exp_samples: names.map((alertname) => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
  })),
})

const times = (factor: number, orders = factor): Minute => ({ orders: USUAL.orders * orders, requests: USUAL.requests * factor })
const nothing = (by: number) => ({ by, within: by, names: [] }) as const

/** As many as come when each comes by himself. */
const poisson = (random: () => number, mean: number): number => {
  let [seen, product] = [0, random()]
  for (const bound = Math.exp(-mean); product > bound; product *= random()) seen += 1
  return seen
}

/** Two quiet days of August, its nights just above what the limits look at. */
const quietDays = (): Scene => {
  const random = seededRandom(7)
  const start = Date.UTC(2026, 7, 7, 12)
  const minutes = 2 * 24 * 60
  const lived = Array.from({ length: minutes + 1 }, (_none, minute) => {
    const share = busyness(new Date(start + minute * 60_000))
    return { orders: poisson(random, 13 * share), requests: 20 * poisson(random, 25 * share) }
  })
  return { minutes, at: (minute) => lived[minute], fired: [nothing(minutes)] }
}

const WEEK = 7 * 24 * 60

/** Seen around the same hour in two earlier weeks and for the last two hours. */
const inThirdWeek = (earlier: readonly [number, number], lately: (minutesLeft: number) => number, names: readonly Name[]): Scene => {
  const now = 2 * WEEK + 90
  const at = (minute: number): Minute => {
    if (minute > now - 120) return times(1, lately(now - minute))
    if (minute < 180) return times(1, earlier[0])
    return minute > WEEK - 30 && minute < WEEK + 180 ? times(1, earlier[1]) : undefined
  }
  return { minutes: now, every: '5m', at, fired: [{ by: now, within: 5, names }] }
}

const SCENES: Readonly<Record<string, Scene>> = {
  'days and nights of a quiet month wake nobody': quietDays(),
  'nine of ten baskets refused after half an hour fire OrdersDropped within twenty minutes, and that alone': {
    minutes: 51,
    at: (minute) => times(1, minute > 31 ? 0.1 : 1),
    fired: [nothing(36), { by: 51, within: 51, names: ['OrdersDropped'] }],
  },
  'they do so after twenty minutes as well': {
    minutes: 41,
    at: (minute) => times(1, minute > 21 ? 0.1 : 1),
    fired: [{ by: 41, within: 41, names: ['OrdersDropped'] }],
  },
  'six times the visitors after half an hour fire TrafficUnusual within ten minutes, and their end fires nothing': {
    minutes: 200,
    at: (minute) => times(minute > 31 && minute <= 46 ? 6 : 1),
    fired: [
      { by: 41, within: 41, names: ['TrafficUnusual'] },
      { by: 200, within: 145, names: [] },
    ],
  },
  'visitors who stay away fire TrafficUnusual, and OrdersDropped with it': {
    minutes: 60,
    at: (minute) => times(minute > 31 ? 0.2 : 1),
    fired: [{ by: 60, within: 60, names: ['OrdersDropped', 'TrafficUnusual'] }],
  },
  'the first minutes fire nothing, however they begin': {
    minutes: 60,
    at: (minute) => times(Math.min(1, minute / 8), minute < 3 ? 0 : Math.min(1, minute / 8)),
    fired: [nothing(60)],
  },
  'a shop that was down for seven minutes is not missing orders when it is back': {
    minutes: 140,
    at: (minute) => (minute > 60 && minute <= 67 ? 'down' : times(1)),
    fired: [nothing(140)],
  },
  'nor is one whose whole stack was away for twelve': {
    minutes: 140,
    at: (minute) => (minute > 60 && minute <= 72 ? undefined : times(1)),
    fired: [nothing(140)],
  },
  'orders that stay away for two hours are still missed where weeks are known': inThirdWeek([1, 1], () => 0.3, ['OrdersDropped']),
  'the end of a sale a week ago is no drop': inThirdWeek([1, 4], () => 1, []),
  'the end of a sale an hour ago is none where weeks are known': inThirdWeek([1, 1], (left) => (left > 40 ? 4 : 1), []),
}

interface Rules {
  readonly groups: readonly { readonly name: string }[]
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-usual-'))
  const { groups } = parse(readFileSync(join(ROOT, 'prometheus/rules/business.yml'), 'utf8')) as Rules
  writeFileSync(join(folder, 'rules.yml'), stringify({ groups: groups.filter(({ name }) => LOOK_BACK.some((one) => one === name)) }))
  for (const [place, [name, scene]] of Object.entries(SCENES).entries()) {
    const file = { rule_files: ['rules.yml'], evaluation_interval: scene.every ?? '1m', tests: [testOf(name, scene)] }
    writeFileSync(join(folder, `${place}.yml`), stringify(file))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(programSets().map((set) => [set.name, set] as const))('with %s', (_name, { promtool }) => {
  test.each(Object.keys(SCENES).map((name, place) => [name, place] as const))('%s', async (_scene, place) => {
    await mustPass(promtool, ['test', 'rules', join(folder, `${place}.yml`)])
  })
})
