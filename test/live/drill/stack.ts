/** A shop, its Prometheus, Alertmanager and desk, with windows of seconds where the definition has minutes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { parse } from 'yaml'
import { faultSwitches, startTraffic } from '../../../shop/index.js'
import { startRates } from '../../../shop/rates/stand-in.js'
import { startAlertmanager, startPrometheus } from '../../../stack/index.js'
import { freePort } from '../../support/services.js'
import { startDesk } from '../desk/support.js'
import { startWorld } from '../shop/support.js'

export interface SmallStack {
  readonly shop: string
  readonly desk: string
  readonly prometheus: string
  readonly stop: () => Promise<void>
}

interface Rules {
  readonly groups: readonly { readonly name: string }[]
}

const ROOT = join(import.meta.dirname, '..', '..', '..')
const LIMITS = new Set(['PaymentSuccessLow', 'HttpErrorRatioHigh'])

/** Faults whose first limit is evaluated as well, and how many seconds it waits. */
export type Crossed = Readonly<Record<string, number>>

/** Limits of the ledger as the switches themselves state them. */
const crossedRules = (crossed: Crossed) =>
  faultSwitches.flatMap(({ name, fires: [alert], crosses: [crossing] }) => {
    const wait = crossed[name]
    if (wait === undefined) return []
    const figure = 'above' in crossing ? `> ${crossing.above}` : `< ${crossing.below}`
    const labels = { priority: 'P1', severity: 'warning', owner: 'shop', service: 'shop' }
    return { alert, expr: `${crossing.signal.replaceAll('$window', '10s')} ${figure}`, for: `${wait}s`, labels }
  })

/** The generated rules of two limits, where what took minutes takes seconds, and those of the switches. */
const quickRules = (crossed: Crossed): string => {
  const files = ['business', 'http'].map((name) => readFileSync(join(ROOT, 'prometheus', 'rules', `${name}.yml`), 'utf8'))
  const groups = files.flatMap((text) => (parse(text) as Rules).groups).filter(({ name }) => LIMITS.has(name))
  return JSON.stringify({ groups: [...groups, { name: 'crossed', rules: crossedRules(crossed) }] })
    .replaceAll('[5m]', '[10s]')
    .replaceAll(/"for":"\d+m"/g, '"for":"2s"')
}

const alertmanagerFile = (desk: string): string =>
  JSON.stringify({
    route: {
      receiver: 'inbox',
      group_by: ['alertname', 'priority', 'service'],
      group_wait: '1s',
      group_interval: '2s',
      repeat_interval: '1h',
    },
    receivers: [{ name: 'inbox', webhook_configs: [{ url: `${desk}/api/alerts`, send_resolved: true }] }],
  })

const prometheusFile = (shop: string, alertmanager: string): string =>
  JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager).host] }] }] },
    scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [new URL(shop).host], labels: { service: 'shop' } }] }],
  })

export const startSmallStack = async (crossed: Crossed = {}): Promise<SmallStack> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-drill-'))
  const place = async (name: string) => ({
    configuration: join(folder, `${name}.yml`),
    storage: join(folder, name),
    log: join(folder, `${name}.log`),
    port: await freePort(),
  })
  const world = await startWorld()
  const rates = await startRates({ port: 0 })
  const shop = await world.open({ seedDays: 3, faults: { enabled: true }, ratesUrl: rates.url })
  const desk = await startDesk({ databaseUrl: world.postgres.url })
  writeFileSync(join(folder, 'rules.yml'), quickRules(crossed))
  writeFileSync(join(folder, 'alertmanager.yml'), alertmanagerFile(desk.url))
  const alertmanager = await startAlertmanager(await place('alertmanager'))
  writeFileSync(join(folder, 'prometheus.yml'), prometheusFile(shop.url, alertmanager.url))
  const prometheus = await startPrometheus(await place('prometheus'))
  const traffic = startTraffic({ url: shop.url, rate: 20, seed: 9, logger: pino({ level: 'silent' }) })
  return {
    shop: shop.url,
    desk: desk.url,
    prometheus: prometheus.url,
    stop: async () => {
      await traffic.close()
      await Promise.all([prometheus.running.stop(), alertmanager.running.stop()])
      await Promise.all([shop.close(), desk.close(), rates.close()])
      await world.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
