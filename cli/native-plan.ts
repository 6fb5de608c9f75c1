import { fileURLToPath } from 'node:url'
import { join, resolve } from 'node:path'
import type { Links, ServiceName } from '../definition/site/index.js'
import { services } from '../definition/site/index.js'
import type { Definition } from '../definition/thresholds/index.js'
import type { Document, SiteOptions } from '../generator/emit/index.js'
import { documentsOf } from '../generator/emit/index.js'
import type { Ground, Plan, ProcessPlan } from '../stack/index.js'
import { nativeBackups, type NativeBackups } from './native-backups.js'

/** What a person or Prometheus reaches; PostgreSQL and Redis listen where nobody else does. */
export const PUBLISHED: readonly ServiceName[] = ['storefront', 'shop', 'exporter', 'desk', 'rates']

const local = (port: number): string => `http://127.0.0.1:${port}`
const open = (port: number): string => `http://localhost:${port}`

const portOf = (ground: Ground, name: ServiceName): number => ground.ports.get(name) ?? services[name].port

const nativeSite = (ground: Ground): SiteOptions => {
  const names = Object.keys(services) as readonly ServiceName[]
  const desk = open(portOf(ground, 'desk'))
  const links: Links = {
    dashboards: ground.hasGrafana ? open(portOf(ground, 'grafana')) : desk,
    runbooks: `${desk}/runbooks`,
    desk,
  }
  return {
    addresses: Object.fromEntries(names.map((name) => [name, `127.0.0.1:${portOf(ground, name)}`])) as Readonly<
      Record<ServiceName, string>
    >,
    links,
    receivers: {},
  }
}

/** Prometheus and Alertmanager read these from the run folder; dashboards and runbooks stay where they are committed. */
const isRead = ({ path }: Document): boolean => /^(prometheus\/(prometheus\.yml|rules\/)|alertmanager\/|grafana\/)/.test(path)

const script = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url))

/** Where the shop keeps its customers' files, and as whom; a folder of the caller's own may be a small file system, which can be filled. */
const keeping = (ground: Ground) => ({
  SHOP_DATA_FOLDER: resolve(process.env['SHOP_DATA_FOLDER'] || join(ground.folders.data, 'shop')),
  SHOP_UID: String(process.getuid?.() ?? 0),
})

/** Known bounds of the heap, so that a leak nears them within what this machine can spare. */
const SHOP_HEAP = ['--max-old-space-size=352', '--max-semi-space-size=4'] as const
/** A hash of a password takes 16 MB, which glibc else keeps for each thread for ever: 130 MB in all. */
const SHOP_MALLOC = { MALLOC_MMAP_THRESHOLD_: '1048576' } as const

const databases = (ground: Ground) => ({ DATABASE_URL: ground.postgres.url, REDIS_URL: ground.redis.url })

const shopProcess = (ground: Ground, backups: NativeBackups): ProcessPlan => ({
  name: 'shop',
  what: services.shop.what,
  args: [...SHOP_HEAP, script('shop/main.js')],
  env: {
    ...databases(ground),
    ...SHOP_MALLOC,
    SHOP_READER_ROLE: ground.watched.user,
    SHOP_FAULTS: 'on',
    RATES_URL: local(portOf(ground, 'rates')),
    PLIMSOLL_SHOP_PORT: String(portOf(ground, 'shop')),
    SHOP_STOREFRONT_URL: open(portOf(ground, 'storefront')),
    ...keeping(ground),
    ...backups.variables,
  },
  ready: `${local(portOf(ground, 'shop'))}/api/health/readiness`,
  dependsOn: ['postgres', 'redis'],
})

const shopProcesses = (ground: Ground, backups: NativeBackups): readonly ProcessPlan[] => {
  const [shop, storefront, rates] = [portOf(ground, 'shop'), portOf(ground, 'storefront'), portOf(ground, 'rates')]
  return [
    {
      name: 'rates',
      what: services.rates.what,
      args: [script('shop/rates-server.js')],
      env: { SHOP_FAULTS: 'on', PLIMSOLL_RATES_PORT: String(rates) },
      ready: `${local(rates)}/healthz`,
      dependsOn: [],
    },
    shopProcess(ground, backups),
    {
      name: 'storefront',
      what: services.storefront.what,
      args: [script('shop/storefront-server.js')],
      env: { SHOP_URL: local(shop), PLIMSOLL_STOREFRONT_PORT: String(storefront) },
      ready: `${local(storefront)}/`,
      dependsOn: ['shop'],
    },
    {
      name: 'traffic',
      what: 'visitors of the shop',
      args: ['--max-semi-space-size=2', '--v8-pool-size=1', script('shop/traffic.js')],
      env: { SHOP_URL: local(shop) },
      dependsOn: ['shop'],
    },
  ]
}

const exporterProcess = (ground: Ground, project: string, backups: NativeBackups): ProcessPlan => ({
  name: 'exporter',
  what: services.exporter.what,
  args: [
    '--max-semi-space-size=1',
    '--v8-pool-size=1',
    script('cli/main.js'),
    'serve',
    '--config',
    join(project, 'plimsoll.yaml'),
    '--port',
    String(portOf(ground, 'exporter')),
  ],
  env: {
    ...databases(ground),
    DATABASE_URL: ground.watched.url,
    RATES_URL: local(portOf(ground, 'rates')),
    ...keeping(ground),
    ...backups.variables,
  },
  ready: `${local(portOf(ground, 'exporter'))}/healthz`,
  // it would start without the shop; its queries are prepared against the shop's tables
  dependsOn: ['shop'],
})

const watchingProcesses = (ground: Ground, project: string, backups: NativeBackups): readonly ProcessPlan[] => {
  const desk = portOf(ground, 'desk')
  const [prometheus, alertmanager] = [portOf(ground, 'prometheus'), portOf(ground, 'alertmanager')]
  return [
    exporterProcess(ground, project, backups),
    {
      name: 'desk',
      what: services.desk.what,
      args: [script('cli/main.js'), 'desk', '--port', String(desk)],
      env: {
        DATABASE_URL: ground.postgres.url,
        PLIMSOLL_PROMETHEUS_URL: open(prometheus),
        PLIMSOLL_ALERTMANAGER_URL: open(alertmanager),
        PLIMSOLL_ALERTMANAGER_API: local(alertmanager),
        ...(ground.hasGrafana && { PLIMSOLL_GRAFANA_URL: open(portOf(ground, 'grafana')) }),
      },
      ready: `${local(desk)}/healthz`,
      dependsOn: ['postgres'],
    },
  ]
}

const addresses = (ground: Ground): Plan['addresses'] => {
  const opened = PUBLISHED.filter((name) => services[name].published)
  const shown: readonly ServiceName[] = [...opened, 'prometheus', 'alertmanager', ...(ground.hasGrafana ? (['grafana'] as const) : [])]
  return shown.map((name) => ({ what: services[name].what, url: open(portOf(ground, name)) }))
}

/** The demo shop and everything that watches it, for `plimsoll up`. */
export const nativePlan =
  (project: string, definition: Definition) =>
  (ground: Ground): Plan => {
    const backups = nativeBackups(ground, script('cli/main.js'))
    return {
      files: documentsOf(nativeSite(ground), () => undefined, definition)
        .filter(isRead)
        .map(({ path, text }) => ({ path, text })),
      // links in alerts lead where a browser on this machine gets an answer, not to the machine's name
      args: {
        prometheus: [`--web.external-url=${open(portOf(ground, 'prometheus'))}`],
        alertmanager: [`--web.external-url=${open(portOf(ground, 'alertmanager'))}`],
      },
      processes: [...shopProcesses(ground, backups), ...watchingProcesses(ground, project, backups), ...backups.processes],
      dashboards: join(project, 'grafana', 'dashboards'),
      addresses: addresses(ground),
      notes: backups.notes,
    }
  }
