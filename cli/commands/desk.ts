import type { Command } from 'commander'
import { Option } from 'commander'
import type { DeskOptions } from '../../desk/index.js'
import { given, hostOption, portOption } from '../options.js'
import { untilStopped } from '../running.js'

interface Options {
  readonly host?: string
  readonly port?: number
  readonly prometheusUrl?: string
  readonly alertmanagerUrl?: string
  readonly alertmanagerApi?: string
  readonly grafanaUrl?: string
}

const run = async ({ alertmanagerApi, ...options }: Options): Promise<void> => {
  const { serveDesk } = await import('../../desk/index.js')
  const settings = given({ ...options, alertmanagerApi: alertmanagerApi === undefined ? undefined : { url: alertmanagerApi } })
  await untilStopped(await serveDesk(settings satisfies DeskOptions))
}

const urlOption = (name: string, what: string, variable: string): Option => new Option(`--${name} <url>`, what).env(variable)

/** plimsoll desk: the alert inbox. */
export const registerDesk = (program: Command): void => {
  program
    .command('desk')
    .description('keep and show alerts; needs DATABASE_URL or DATABASE_URL_FILE')
    .addOption(hostOption())
    .addOption(portOption('PLIMSOLL_DESK_PORT'))
    .addOption(urlOption('prometheus-url', "Prometheus, as the reader's browser reaches it", 'PLIMSOLL_PROMETHEUS_URL'))
    .addOption(urlOption('alertmanager-url', "Alertmanager, as the reader's browser reaches it", 'PLIMSOLL_ALERTMANAGER_URL'))
    .addOption(
      urlOption('alertmanager-api', 'Alertmanager, as the desk reaches it, to close what it no longer holds', 'PLIMSOLL_ALERTMANAGER_API'),
    )
    .addOption(urlOption('grafana-url', 'Grafana, where one runs; else the desk lists the panels itself', 'PLIMSOLL_GRAFANA_URL'))
    .addHelpText('after', '\nExample:\n  DATABASE_URL=postgres://desk@127.0.0.1/shop plimsoll desk --prometheus-url http://localhost:9090')
    .action(run)
}
