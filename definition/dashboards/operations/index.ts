import { metrics } from '../../catalogue/index.js'
import { count, not, query } from '../../promql/index.js'
import type { Definition, Limit } from '../../thresholds/index.js'
import { subjectsOf } from '../../thresholds/index.js'
import type { Annotation, Dashboard, Panel, Row, Scope } from '../language/index.js'
import {
  DASHBOARD_UIDS,
  everything,
  limitPanels,
  machines,
  RESOURCE_VARIABLES,
  scopeOf,
  SERVICE_VARIABLES,
  servers,
  services,
} from '../language/index.js'
import { businessPanels } from './business.js'
import { cachePanels } from './cache.js'
import { databasePanels } from './database.js'
import { now } from './now.js'
import { redRow } from './requests.js'
import { routePanels } from './routes.js'
import { servicePanels } from './services.js'
import { systemPanels } from './system.js'
import { watcherPanels } from './watcher.js'

interface Subject {
  readonly title: string
  readonly collapsed: boolean
  readonly scope: Scope
  readonly whenEmpty: string
  /** Stand before the panels of the limits. */
  readonly first?: readonly Panel[]
  readonly last?: readonly Panel[]
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  services: { title: 'Services', collapsed: false, scope: services, whenEmpty: 'not read', first: servicePanels },
  http: { title: 'HTTP', collapsed: false, scope: services, whenEmpty: 'no traffic', first: routePanels },
  business: { title: 'Business', collapsed: false, scope: services, whenEmpty: 'nothing sold', last: businessPanels },
  database: { title: 'Database', collapsed: true, scope: servers, whenEmpty: 'database not read', last: databasePanels },
  cache: { title: 'Cache', collapsed: true, scope: servers, whenEmpty: 'cache not read', last: cachePanels },
  files: { title: 'Backups and uploads', collapsed: true, scope: everything, whenEmpty: 'none configured' },
  system: { title: 'System', collapsed: true, scope: machines, whenEmpty: 'machine not read', last: systemPanels },
  watcher: { title: 'The watcher itself', collapsed: true, scope: services, whenEmpty: 'nothing reported', last: watcherPanels },
}

const plain = (name: string): Subject => ({
  title: name.charAt(0).toUpperCase() + name.slice(1),
  collapsed: true,
  scope: services,
  whenEmpty: 'nothing reported',
})

/** What is there or not comes first, what burns slowly last. */
const ORDER: readonly Limit['kind'][] = ['heartbeat', 'threshold', 'objective', 'watchdog']

const inOrder = (limits: readonly Limit[]): readonly Limit[] =>
  limits.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))

/** A subject's row holds a panel for each of its limits, so that no limit can be without one. */
const subjectRow = ([name, limits]: readonly [string, readonly Limit[]]): Row => {
  const { title, collapsed, scope, whenEmpty, first = [], last = [] } = SUBJECTS[name] ?? plain(name)
  const own = inOrder(limits).flatMap((limit) => limitPanels(limit, { scope: scopeOf(limit, scope), whenEmpty }))
  return { title, collapsed, panels: [...first, ...own, ...last] }
}

const { ALERTS: alerts, process_start_time_seconds: started } = query(metrics)

const annotations: readonly Annotation[] = [
  {
    name: 'Firing alerts',
    of: alerts.where({ alertstate: 'firing', alertname: not('Watchdog') }),
    title: '{{priority}} {{alertname}} {{service}}',
    colour: 'red',
    scope: everything,
  },
  {
    name: 'Restarts',
    of: started.changes('2m').max('service', 'instance').above(count(0)),
    title: '{{service}} restarted',
    colour: 'blue',
    scope: services,
  },
]

/** For the person on call: is anything wrong, how bad, where. */
export const operations = (definition: Definition): Dashboard => ({
  name: 'operations',
  uid: DASHBOARD_UIDS.operations,
  title: 'Operations',
  folder: 'operations',
  description: 'What burns now, what customers notice, and one panel for every limit of the definition.',
  tags: ['plimsoll', 'operations'],
  refresh: '30s',
  from: 'now-3h',
  variables: [...SERVICE_VARIABLES, ...RESOURCE_VARIABLES],
  annotations,
  rows: [now(definition), redRow(definition), ...Object.entries(subjectsOf(definition)).map(subjectRow)],
})

export { annotations }
