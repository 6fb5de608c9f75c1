import { createServer } from 'node:http'
import type { Logger } from 'pino'
import { listen, packageRoot, release, reveal, stopListening } from '../configuration/index.js'
import { collectProcess, createInstruments, createLogger } from '../instrument/index.js'
import { createApplication } from './application.js'
import type { Desk } from './desk.js'
import { openDashboards } from './documents/dashboards.js'
import { openRunbooks } from './documents/runbooks.js'
import { startReconciling } from './reconcile.js'
import { readSettings } from './settings.js'
import type { DeskOptions, DeskSettings } from './settings.js'
import { DatabaseUnavailable } from './store/availability.js'
import { openStore } from './store/store.js'

export interface RunningDesk {
  /** Where it answers, as `http://127.0.0.1:9465`. */
  readonly url: string
  /** Answers what was asked, then frees port and database. */
  readonly close: () => Promise<void>
}

const assemble = (settings: DeskSettings, logger: Logger): Desk => {
  const instruments = createInstruments()
  return Object.freeze({
    settings,
    identity: Object.freeze({ ...release, name: 'plimsoll desk' }),
    instruments,
    store: openStore(reveal(settings.databaseUrl), instruments, logger),
    runbooks: openRunbooks(settings.runbooks),
    dashboards: openDashboards(settings.dashboards),
    startedAt: Date.now(),
  })
}

/** Connects and migrates at once where it can, so that the first alert does not wait for it; the log says when it cannot. */
const warmUp = async (desk: Desk, logger: Logger): Promise<void> => {
  try {
    await desk.store.watchdog()
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) logger.error({ error }, 'the inbox could not be prepared')
  }
}

/**
 * Starts the desk. It comes up without its database too, answers 503 meanwhile and recovers by itself.
 *
 * @throws UsageError for an option that cannot be, or a port in use.
 * @example
 * const desk = await serveDesk({ databaseUrl, prometheusUrl: 'http://localhost:9090' })
 * await desk.close()
 */
export const serveDesk = async (options: DeskOptions = {}): Promise<RunningDesk> => {
  const settings = readSettings(options, packageRoot)
  const logger = options.logger ?? createLogger('desk')
  const desk = assemble(settings, logger)
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 5000 }, createApplication(desk, logger).callback())
  const url = await listen(server, { host: settings.host, port: settings.port, chooseBy: '--port or PLIMSOLL_DESK_PORT' })
  const stopProcess = collectProcess(desk.instruments)
  void warmUp(desk, logger)
  const stopReconciling = settings.alertmanagerApi && startReconciling(settings.alertmanagerApi, desk.store, logger)
  logger.info({ url }, 'the desk listens')
  const close = async (): Promise<void> => {
    stopReconciling?.()
    await stopListening(server)
    stopProcess()
    await desk.store.close()
  }
  return Object.freeze({ url, close })
}
