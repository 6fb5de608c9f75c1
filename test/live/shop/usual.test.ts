/** The two limits that look back, on a real shop: their generated rules, with three seconds where the definition has a minute. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { startTraffic } from '../../../shop/index.js'
import { startPrometheus, type MonitorServer } from '../../../stack/index.js'
import { freePort } from '../../support/services.js'
import { callerOf, eventually, startWorld, type World } from './support.js'

const RULES = join(import.meta.dirname, '..', '..', '..', 'prometheus', 'rules', 'business.yml')
const LOOK_BACK = ['OrdersDropped', 'TrafficUnusual']
const MINUTE_SECONDS = 3
const HOUR_SECONDS = 60 * MINUTE_SECONDS

interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly { readonly expr: string; readonly for?: string }[] }[]
}

const quick = (text: string): string =>
  text.replaceAll(
    /\b(\d+)([mh])\b/g,
    (_all, digits: string, unit: string) => `${Number(digits) * (unit === 'h' ? HOUR_SECONDS : MINUTE_SECONDS)}s`,
  )

const quickRules = (): string => {
  const { groups } = parse(readFileSync(RULES, 'utf8')) as Rules
  const lookingBack = groups.filter(({ name }) => LOOK_BACK.includes(name))
  const rules = lookingBack
    .flatMap((group) => group.rules)
    .map((rule) => ({ ...rule, expr: quick(rule.expr), ...(rule.for && { for: quick(rule.for) }) }))
  return JSON.stringify({ groups: [{ name: 'usual', rules }] })
}

const prometheusFile = (shop: string): string =>
  JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [new URL(shop).host], labels: { service: 'shop' } }] }],
  })

let folder: string
let world: World
let shop: Awaited<ReturnType<World['open']>>
let prometheus: MonitorServer
let traffic: ReturnType<typeof startTraffic>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-usual-'))
  world = await startWorld()
  shop = await world.open({ seedDays: 3, faults: { enabled: true } })
  const [configuration, storage, log] = [join(folder, 'prometheus.yml'), join(folder, 'series'), join(folder, 'log')]
  writeFileSync(configuration, prometheusFile(shop.url))
  writeFileSync(join(folder, 'rules.yml'), quickRules())
  prometheus = await startPrometheus({ configuration, storage, log, port: await freePort() })
  traffic = startTraffic({ url: shop.url, rate: 30, seed: 5, logger: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await traffic?.close()
  await prometheus?.running.stop()
  await shop?.close()
  await world?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly data: { readonly result: readonly { readonly metric: { readonly alertname?: string } }[] }
}

const names = async (query: string): Promise<readonly string[]> => {
  const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`)
  const { data } = (await response.json()) as Answer
  return [...new Set(data.result.map(({ metric }) => metric.alertname ?? 'there'))].toSorted()
}
const firing = () => names('ALERTS{alertstate="firing"}')
const everFired = () => names('count_over_time(ALERTS{alertstate="firing"}[1h])')

test('wait for half an hour, then miss the orders alone, and see the visitors who are too many', { timeout: 600_000 }, async () => {
  const judged = await eventually(
    () => names('service:orders_dropped_hour_before:median1h and service:traffic_unusual_hour_before:median1h'),
    (found) => found.length > 0,
    40 * MINUTE_SECONDS,
  )
  expect(judged).toEqual(['there'])
  expect(await everFired()).toEqual([])

  const { post, remove } = callerOf(shop.url)
  expect((await post('/api/faults/order-drop', { seconds: 300 })).status).toBe(201)
  const dropped = await eventually(firing, (found) => found.length > 0, 20 * MINUTE_SECONDS)
  expect(dropped).toEqual(['OrdersDropped'])
  await remove('/api/faults/order-drop')
  expect(await eventually(firing, (found) => found.length === 0, 20 * MINUTE_SECONDS)).toEqual([])

  expect((await post('/api/faults/traffic-spike', { seconds: 300 })).status).toBe(201)
  const crowded = await eventually(firing, (found) => found.length > 0, 20 * MINUTE_SECONDS)
  expect(crowded).toEqual(['TrafficUnusual'])
  await remove('/api/faults/traffic-spike')
  expect(await eventually(firing, (found) => found.length === 0, 20 * MINUTE_SECONDS)).toEqual([])
  expect(await everFired()).toEqual(LOOK_BACK)
})
