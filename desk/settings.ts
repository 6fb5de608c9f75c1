import { join } from 'node:path'
import type { Logger } from 'pino'
import { readSecret, reveal, secret, UsageError } from '../configuration/index.js'
import type { Environment, Secret } from '../configuration/index.js'
import type { AlertmanagerApi } from './reconcile.js'
import type { ToolUrls } from './inbox/links.js'

export interface DeskOptions {
  /** 127.0.0.1 when left away. */
  readonly host?: string
  /** 9465 when left away; 0 takes a free one. */
  readonly port?: number
  /** When left away, DATABASE_URL or the file that DATABASE_URL_FILE names. */
  readonly databaseUrl?: string
  /** Addresses of the tools as the reader's browser reaches them, without a closing slash or with. */
  readonly prometheusUrl?: string
  readonly alertmanagerUrl?: string
  /** When given, /d/… leads there instead of to the fallback page. */
  readonly grafanaUrl?: string
  /** When given, what Alertmanager no longer holds is closed, also where its resolution was never sent. */
  readonly alertmanagerApi?: AlertmanagerApi
  /** Directory of runbooks; docs/runbooks of the package when left away. */
  readonly runbooks?: string
  /** Directory of dashboards; grafana/dashboards of the package when left away. */
  readonly dashboards?: string
  /** process.env when left away. */
  readonly environment?: Environment
  /** A logger on standard output when left away. */
  readonly logger?: Logger
}

export interface DeskSettings {
  readonly host: string
  readonly port: number
  readonly databaseUrl: Secret
  readonly urls: ToolUrls
  readonly alertmanagerApi: AlertmanagerApi | undefined
  readonly runbooks: string
  readonly dashboards: string
}

const DEFAULT_PORT = 9465

const toolUrl = (name: string, text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new UsageError(`${name} must be an address such as http://localhost:9090, not "${text}".`)
  return text.replace(/\/+$/, '')
}

const databaseUrl = ({ databaseUrl: given, environment = process.env }: DeskOptions): Secret => {
  const variable = environment['DATABASE_URL'] ? 'DATABASE_URL' : undefined
  const source = { key: 'DATABASE_URL', where: 'environment', file: environment['DATABASE_URL_FILE'], variable, environment }
  const found = given === undefined ? readSecret(source) : secret(given)
  if (found === undefined)
    throw new UsageError('The desk needs a PostgreSQL database: set DATABASE_URL, or DATABASE_URL_FILE to a file that holds it.')
  if (!/^postgres(ql)?:\/\//.test(reveal(found)) || !URL.canParse(reveal(found))) {
    throw new UsageError('DATABASE_URL is no address of a PostgreSQL database: write postgres://user:password@host:5432/database.')
  }
  return found
}

const api = (given: AlertmanagerApi | undefined): AlertmanagerApi | undefined => {
  const url = toolUrl('alertmanagerApi', given?.url)
  return given === undefined || url === undefined ? undefined : { ...given, url }
}

const checkedPort = (port: number): number => {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`The desk's port must be a number from 0 to 65535, not ${port}.`)
  return port
}

/** Fills in what is left away. @throws UsageError */
export const readSettings = (options: DeskOptions, root: string): DeskSettings =>
  Object.freeze({
    host: options.host ?? '127.0.0.1',
    port: checkedPort(options.port ?? DEFAULT_PORT),
    databaseUrl: databaseUrl(options),
    urls: {
      prometheusUrl: toolUrl('prometheusUrl', options.prometheusUrl),
      alertmanagerUrl: toolUrl('alertmanagerUrl', options.alertmanagerUrl),
      grafanaUrl: toolUrl('grafanaUrl', options.grafanaUrl),
    },
    alertmanagerApi: api(options.alertmanagerApi),
    runbooks: options.runbooks ?? join(root, 'docs', 'runbooks'),
    dashboards: options.dashboards ?? join(root, 'grafana', 'dashboards'),
  })
