/** Prometheus and Alertmanager from a configuration file, on 127.0.0.1 alone. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../configuration/index.js'
import { launch } from './processes.js'
import type { Launch, Running } from './processes.js'
import { alertmanagerSource, findProgram, prometheusSource } from './programs.js'
import type { Program } from './programs.js'
import { httpAnswers, untilReady } from './readiness.js'
import type { Patience } from './readiness.js'
import { ALERTMANAGER_FOLDER } from './relocate.js'

export interface MonitorOrder {
  /** prometheus.yml or alertmanager.yml. */
  readonly configuration: string
  /** Where it keeps its series or its silences; made when it is missing. */
  readonly storage: string
  readonly port: number
  readonly log: string
  /** Arguments beside the defaults. */
  readonly args?: readonly string[]
  readonly program?: Program
  readonly patience?: Patience
}

export interface MonitorServer {
  readonly host: string
  readonly port: number
  readonly url: string
  readonly running: Running
}

const HOST = '127.0.0.1'

/** Starts Prometheus and waits until it answers queries. @throws UsageError, StartError */
export const startPrometheus = (order: MonitorOrder): Promise<MonitorServer> => start(preparePrometheus(order), order)

/** Starts Alertmanager, alone (no cluster), and waits until it takes alerts. @throws UsageError, StartError */
export const startAlertmanager = (order: MonitorOrder): Promise<MonitorServer> => start(prepareAlertmanager(order), order)

/** Says how Prometheus is launched. */
export function preparePrometheus(order: MonitorOrder): Launch {
  const program = order.program ?? findProgram(prometheusSource)
  if (!program) throw new UsageError('no prometheus is installed: install prometheus, or run `npm start` once, which fetches it')
  return prepare('prometheus', program, order, [
    `--config.file=${order.configuration}`,
    `--storage.tsdb.path=${order.storage}`,
    `--web.listen-address=${HOST}:${order.port}`,
    '--web.enable-lifecycle',
    ...pagesOf(program),
  ])
}

/** Says how Alertmanager is launched. */
export function prepareAlertmanager(order: MonitorOrder): Launch {
  const program = order.program ?? findProgram(alertmanagerSource)
  if (!program) {
    throw new UsageError('no alertmanager is installed: install prometheus-alertmanager, or run `npm start` once, which fetches it')
  }
  const launch = prepare('alertmanager', program, order, [
    `--config.file=${order.configuration}`,
    `--storage.path=${order.storage}`,
    `--web.listen-address=${HOST}:${order.port}`,
    '--cluster.listen-address=',
  ])
  const templates = join(program.tree ?? '', ALERTMANAGER_FOLDER)
  return program.tree !== undefined && existsSync(templates) ? { ...launch, directory: templates } : launch
}

/** Debian's Prometheus reads its pages from a folder; those of an unpacked one are in its tree. */
function pagesOf({ tree }: Program): readonly string[] {
  const pages = join(tree ?? '', 'usr/share/prometheus/web')
  return tree !== undefined && existsSync(pages) ? [`--web.local-assets=${pages}/`] : []
}

function prepare(name: string, program: Program, order: MonitorOrder, args: readonly string[]): Launch {
  mkdirSync(order.storage, { recursive: true })
  return { name, command: program.path, args: [...args, ...(order.args ?? [])], env: program.env, log: order.log }
}

async function start(order: Launch, { port, patience }: MonitorOrder): Promise<MonitorServer> {
  const running = await launch(order)
  const url = `http://${HOST}:${port}`
  try {
    await untilReady(running, httpAnswers(`${url}/-/ready`), patience ?? { seconds: 30 })
  } catch (error) {
    await running.kill()
    throw error
  }
  return { host: HOST, port, url, running }
}
