import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { listen, release, stopListening, type Environment } from '../configuration/index.js'
import { collectProcess, createInstruments, createLogger } from '../instrument/index.js'
import { createApplication } from './application.js'
import { createSources, type Sources } from './collectors/index.js'
import { createOnDemand } from './collectors/probe/on-demand.js'
import type { Exporter } from './exporter.js'
import { createRunner } from './runner.js'
import { createScrape } from './scrape.js'
import { readSettings } from './settings/read.js'
import type { Settings } from './settings/settings.js'
import { createStates } from './states.js'
import { listenForHealth } from './web/health.js'
import { openWeb, type Web } from './web/index.js'

/** Seconds that the sources have at the start to say what they think of the queries. */
const PREPARE_SECONDS = 5
/** Seconds that scrapes under way have to end when the exporter stops. */
const DRAIN_SECONDS = 3

export interface ServeOptions {
  /** Path of the YAML configuration file. */
  readonly configuration: string
  /** Instead of what the file says. */
  readonly host?: string | undefined
  readonly port?: number | undefined
  /** Path of the web configuration file: TLS and passwords. */
  readonly webConfiguration?: string | undefined
  /** The process's own when left away. */
  readonly environment?: Environment
  readonly logger?: Logger
}

export interface RunningExporter {
  /** Where it answers, as `http://127.0.0.1:9464`. */
  readonly url: string
  /** Ends the scrapes under way, then frees port and connections. */
  readonly close: () => Promise<void>
}

const assemble = (settings: Settings, sources: Sources, logger: Logger): Exporter => {
  const states = createStates(sources.collectors, logger)
  const scrape = createScrape(createRunner(sources.collectors, states.record))
  const instruments = createInstruments()
  const probes = createOnDemand(settings.probes)
  return Object.freeze({ settings, identity: release, instruments, scrape, states, probes, startedAt: new Date() })
}

const prepare = async (sources: Sources, logger: Logger): Promise<void> => {
  await sources.prepare(AbortSignal.timeout(PREPARE_SECONDS * 1000), ({ name, target }, error) => {
    const reason = error instanceof Error ? error.message : String(error)
    logger.warn({ query: name, target, reason }, 'the query cannot be checked yet: its source is not ready')
  })
}

const start = async (settings: Settings, sources: Sources, web: Web, logger: Logger): Promise<RunningExporter> => {
  await prepare(sources, logger)
  const exporter = assemble(settings, sources, logger)
  const { server, scheme } = web.serve(createApplication(exporter, logger, web.protection).callback())
  const plain = await listen(server, { host: settings.host, port: settings.port, chooseBy: '--port or PLIMSOLL_EXPORTER_PORT' })
  const url = plain.replace(/^http/, scheme)
  const health = await listenForHealth(settings.healthPort)
  const stopProcess = collectProcess(exporter.instruments)
  logger.info({ url, collectors: sources.collectors.length }, 'the exporter listens')
  const close = async (): Promise<void> => {
    await Promise.all([stopListening(server, DRAIN_SECONDS), health && stopListening(health, 0)])
    stopProcess()
    await Promise.all([sources.close(), exporter.probes.close(), web.close()])
  }
  return Object.freeze({ url, close })
}

const settingsOf = ({ configuration, environment = process.env, host, port, webConfiguration }: ServeOptions): Settings => {
  const written = readSettings(configuration, environment)
  const webFile = webConfiguration === undefined ? written.webFile : resolve(webConfiguration)
  return Object.freeze({ ...written, host: host ?? written.host, port: port ?? written.port, webFile })
}

const withCollectors = (sources: Sources, collectors: Sources['collectors']): Sources => ({
  ...sources,
  collectors: [...sources.collectors, ...collectors],
})

/**
 * Starts the exporter. Sources that are down do not keep it from starting: their collectors report 0.
 *
 * @throws UsageError for a mistake in the configuration, a query that its server refuses, and a port in use.
 * @example
 * const exporter = await serve({ configuration: 'plimsoll.yaml' })
 * await exporter.close()
 */
export const serve = async (options: ServeOptions): Promise<RunningExporter> => {
  const settings = settingsOf(options)
  const logger = options.logger ?? createLogger('exporter')
  const web = await openWeb(settings.webFile, logger)
  const sources = withCollectors(createSources(settings, logger), web.collectors)
  try {
    return await start(settings, sources, web, logger)
  } catch (error) {
    await Promise.all([sources.close(), web.close()])
    throw error
  }
}
