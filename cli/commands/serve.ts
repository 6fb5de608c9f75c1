import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import { hostOption, portOption } from '../options.js'
import { untilStopped } from '../running.js'

interface Options {
  readonly config: string
  readonly host?: string
  readonly port?: number
  readonly webConfig?: string
}

/**
 * Node lets the heap double before it collects, and by 8 MB at least; a process that does the same few milliseconds of work all
 * day need not pay that in memory. No limit: a page of 100,000 series still gets what it needs.
 */
const SMALL_HEAP = '--optimize-for-size'

/**
 * Node has a navigator from 21 on. Where there is none, pg makes a Response to find out whether it runs at Cloudflare, and
 * so loads all of Node's fetch: 10 MB that an exporter never uses.
 */
const nameRuntime = (): void => {
  if ('navigator' in globalThis) return
  const userAgent = `Node.js/${process.versions.node.split('.')[0]}`
  Object.defineProperty(globalThis, 'navigator', { value: Object.freeze({ userAgent }), configurable: true })
}

const run = async ({ config, host, port, webConfig }: Options): Promise<void> => {
  setFlagsFromString(SMALL_HEAP)
  nameRuntime()
  // loaded here, so that generating documents never waits for database drivers
  const { serve } = await import('../../exporter/index.js')
  await untilStopped(await serve({ configuration: config, host, port, webConfiguration: webConfig }))
}

/** plimsoll serve: the exporter. */
export const registerServe = (program: Command): void => {
  program
    .command('serve')
    .description('measure: PostgreSQL, Redis, the machine and business figures, for Prometheus to scrape')
    .option('--config <file>', 'what to read, and how', 'plimsoll.yaml')
    .addOption(hostOption())
    .addOption(portOption('PLIMSOLL_EXPORTER_PORT'))
    .option('--web-config <file>', "TLS and passwords, as Prometheus' exporters take them with --web.config.file")
    .addHelpText('after', '\nExamples:\n  plimsoll serve\n  plimsoll serve --config /etc/plimsoll/plimsoll.yaml --host 0.0.0.0')
    .action(run)
}
