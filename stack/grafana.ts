/** Grafana, where the machine has one: Debian has no package of it, so it is never fetched. */
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Launch } from './processes.js'
import { findProgram } from './programs.js'

export interface Grafana {
  readonly program: string
  /** The folder with its conf and public folders. */
  readonly homePath: string
}

export interface GrafanaOrder {
  readonly grafana: Grafana
  /** Folder with datasources/, dashboards/, … */
  readonly provisioning: string
  readonly storage: string
  readonly port: number
  readonly log: string
  /** File with the password of its user admin. */
  readonly passwordFile: string
}

/** Grafana's program and home, or undefined where it is not installed or not whole. */
export function findGrafana(): Grafana | undefined {
  // the package's grafana-server on the PATH is a wrapper; the program is in its own folder
  const program = findProgram({ names: ['grafana'], packageName: 'grafana' }, undefined, ['/usr/share/grafana/bin', ...pathFolders()])
  if (!program) return undefined
  const folder = dirname(realpathSync(program.path))
  const homePath = [join(folder, '..'), join(folder, '../share/grafana'), '/usr/share/grafana'].find((home) =>
    existsSync(join(home, 'conf/defaults.ini')),
  )
  return homePath === undefined ? undefined : { program: program.path, homePath }
}

/** Says how Grafana is launched: everybody on this machine may look, the administrator alone may change. */
export function prepareGrafana(order: GrafanaOrder): Launch {
  mkdirSync(order.storage, { recursive: true })
  return {
    name: 'grafana',
    command: order.grafana.program,
    args: ['server', '--homepath', order.grafana.homePath],
    env: {
      GF_PATHS_DATA: order.storage,
      GF_PATHS_LOGS: join(order.storage, 'log'),
      GF_PATHS_PLUGINS: join(order.storage, 'plugins'),
      GF_PATHS_PROVISIONING: order.provisioning,
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(order.port),
      GF_SECURITY_ADMIN_PASSWORD__FILE: order.passwordFile,
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_LOG_MODE: 'console',
    },
    log: order.log,
  }
}

const pathFolders = (): readonly string[] => (process.env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'))
