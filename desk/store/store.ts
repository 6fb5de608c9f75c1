import { Pool } from 'pg'
import type { Logger } from 'pino'
import { instrumentPool, timeQuery } from '../../instrument/index.js'
import type { Instruments } from '../../instrument/index.js'
import type { InboxAlert, ToldAlert, Urgency, WatchdogSight } from '../inbox/alert.js'
import type { AlertFilter } from '../inbox/filter.js'
import { createAvailability } from './availability.js'
import { inTransaction, migrate } from './migrate.js'
import { countFiring, findAlert, listAlerts, listFiring, listResolved, readWatchdog, seeWatchdog } from './read.js'
import type { AlertWithHistory } from './read.js'
import { closeUnheld, takeAlerts } from './take.js'

/** The inbox in PostgreSQL. Every call may throw DatabaseUnavailable; nothing is held in memory between calls. */
export interface Store {
  /** Resolves only after the alerts are committed. */
  readonly take: (alerts: readonly ToldAlert[]) => Promise<void>
  /** Closes what fires here and Alertmanager does not hold. @returns how many. */
  readonly closeUnheld: (fingerprints: readonly string[]) => Promise<number>
  readonly list: (filter: AlertFilter) => Promise<readonly InboxAlert[]>
  readonly firing: (limit: number) => Promise<readonly InboxAlert[]>
  readonly resolved: (limit: number) => Promise<readonly InboxAlert[]>
  readonly find: (id: number) => Promise<AlertWithHistory | undefined>
  readonly countFiring: () => Promise<ReadonlyMap<Urgency, number>>
  readonly seeWatchdog: () => Promise<void>
  readonly watchdog: () => Promise<WatchdogSight>
  readonly close: () => Promise<void>
}

/** Short enough that Alertmanager gets its 503 before its own patience ends, and a page before the reader's. */
const PATIENCE = Object.freeze({ connectionTimeoutMillis: 3000, statement_timeout: 5000, query_timeout: 6000, lock_timeout: 4000 })

const openPool = (connectionString: string, log: Logger): Pool => {
  const pool = new Pool({ connectionString, max: 4, application_name: 'plimsoll-desk', keepAlive: true, ...PATIENCE })
  // A connection that dies between two statements of a transaction says so as an event, which unheard would end the
  // process; the next statement fails and is answered for there.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', (error) => log.warn({ reason: error.message }, 'an idle database connection was lost'))
  return pool
}

/** Opens the inbox; connects and migrates on first use, so that the desk may start before its database. */
export const openStore = (databaseUrl: string, instruments: Instruments, log: Logger): Store => {
  const pool = openPool(databaseUrl, log)
  const database = instrumentPool(instruments, pool, 'desk')
  const { whenReady } = createAvailability(() => migrate(pool), log)
  return Object.freeze({
    take: (alerts) =>
      whenReady(() => timeQuery(instruments, 'inbox_take', () => inTransaction(pool, (client) => takeAlerts(client, alerts)))),
    closeUnheld: (fingerprints) =>
      whenReady(() => timeQuery(instruments, 'inbox_close', () => inTransaction(pool, (client) => closeUnheld(client, fingerprints)))),
    list: (filter) => whenReady(() => listAlerts(database, filter)),
    firing: (limit) => whenReady(() => listFiring(database, limit)),
    resolved: (limit) => whenReady(() => listResolved(database, limit)),
    find: (id) => whenReady(() => findAlert(database, id)),
    countFiring: () => whenReady(() => countFiring(database)),
    seeWatchdog: () => whenReady(() => seeWatchdog(database)),
    watchdog: () => whenReady(() => readWatchdog(database)),
    close: () => pool.end(),
  } satisfies Store)
}
