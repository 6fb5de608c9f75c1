/** A shop in a process of its own with everything that watches it, scraped every second. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPrometheus, type MonitorServer } from '../../../stack/index.js'
import { startExporter } from '../../support/exporter.js'
import { freePort, startPostgres, startRedis } from '../../support/services.js'

/** Four scrapes: as short as a rate can be without gaps. */
const WINDOW = '4s'
const PAST = '15s'
const ROOT = join(import.meta.dirname, '..', '..', '..')
const FILES_MEGABYTES = 16

export interface WatchedShop {
  readonly url: string
  readonly prometheus: string
  readonly databaseUrl: string
  /** False where this user may not mount a small file system. */
  readonly hasSmallDisk: boolean
  readonly folders: { readonly uploads: string; readonly backups: string }
  /** Ends the shop without a farewell and starts it anew. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

const answers = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (
      await fetch(url)
        .then(({ ok }) => ok)
        .catch(() => false)
    )
      return
    await sleep(100)
  }
  throw new Error(`${url} does not answer`)
}

const laidOut = (): {
  readonly base: string
  readonly data: string
  readonly uploads: string
  readonly backups: string
  readonly hasSmallDisk: boolean
} => {
  const base = mkdtempSync(join(tmpdir(), 'plimsoll-faults-'))
  const [data, backups] = [join(base, 'shop'), join(base, 'backups')]
  const uploads = join(data, 'uploads')
  for (const folder of [uploads, backups]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(backups, 'shop-1.dump'), 'a backup')
  writeFileSync(join(backups, '.restore-check'), 'ok\n')
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${FILES_MEGABYTES}m`, 'tmpfs', uploads])
  return { base, data, uploads, backups, hasSmallDisk: status === 0 }
}

/** A heap of which a leak of less than 200 MB takes 88 %. */
const HEAP = ['--max-old-space-size=160', '--max-semi-space-size=4']

type Variables = Readonly<Record<string, string>>

const startProcess = async (script: string, variables: Variables, port: number): Promise<ChildProcess> => {
  const env = { ...process.env, ...variables, SHOP_FAULTS: 'on' }
  const child = spawn(process.execPath, [...HEAP, join(ROOT, 'dist/shop', script)], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  await answers(`http://127.0.0.1:${port}/healthz`)
  return child
}

const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
  })

const scraping = (shop: string, exporter: string) => ({
  global: { scrape_interval: '1s', scrape_timeout: '1s' },
  scrape_configs: Object.entries({ shop, exporter }).map(([service, address]) => ({
    job_name: service,
    static_configs: [{ targets: [new URL(address).host], labels: { service } }],
  })),
})

export const startWatchedShop = async (): Promise<WatchedShop> => {
  const { base, data, uploads, backups, hasSmallDisk } = laidOut()
  const [postgres, redis, port, ratesPort] = await Promise.all([startPostgres(), startRedis(), freePort(), freePort()])
  const url = `http://127.0.0.1:${port}`
  const servers = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, RATES_URL: `http://127.0.0.1:${ratesPort}` }
  const folders = { SHOP_DATA_FOLDER: data, SHOP_BACKUPS: backups }
  const environment = { ...servers, ...folders, SHOP_PORT: String(port), SHOP_SEED_DAYS: '3', LOG_LEVEL: 'fatal' }
  const rates = await startProcess('rates-server.js', { RATES_PORT: String(ratesPort) }, ratesPort)
  let shop = await startProcess('main.js', environment, port)
  const exporter = await startExporter(readFileSync(join(ROOT, 'plimsoll.yaml'), 'utf8'), {
    ...servers,
    ...folders,
    SHOP_UID: String(process.getuid?.() ?? 0),
  })
  const configuration = join(base, 'prometheus.yml')
  writeFileSync(configuration, JSON.stringify(scraping(url, exporter.url)))
  const place = { configuration, storage: join(base, 'series'), log: join(base, 'log'), port: await freePort() }
  const prometheus: MonitorServer = await startPrometheus(place)
  return {
    url,
    prometheus: prometheus.url,
    databaseUrl: postgres.url,
    hasSmallDisk,
    folders: { uploads, backups },
    restart: async () => {
      await ended(shop, 'SIGKILL')
      shop = await startProcess('main.js', environment, port)
    },
    stop: async () => {
      await prometheus.running.stop()
      await Promise.all([exporter.close(), ended(shop, 'SIGTERM'), ended(rates, 'SIGTERM')])
      await Promise.all([postgres.stop(), redis.stop()])
      if (hasSmallDisk) spawnSync('umount', [uploads])
      rmSync(base, { recursive: true, force: true })
    },
  }
}

/** The signal of a limit now; undefined while there is none. */
export const signalNow = async (prometheus: string, signal: string): Promise<number | undefined> => {
  const query = signal.replaceAll('$window', WINDOW).replaceAll('$past', PAST)
  const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`)
  const { data, error } = (await response.json()) as { data?: { result: readonly { value: readonly [number, string] }[] }; error?: string }
  if (!data) throw new Error(`${query}: ${error}`)
  const text = data.result[0]?.value[1]
  return text === undefined || text === 'NaN' ? undefined : Number(text)
}
