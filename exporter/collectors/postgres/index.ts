/**
 * @module The collectors of a PostgreSQL server, under postgres_exporter's names.
 */
import type { Collector } from '../../collector.js'
import { openPostgres } from '../../sessions/postgres-session.js'
import type { PostgresCollector } from '../../settings/postgres.js'
import type { Settings } from '../../settings/settings.js'
import { inTurns, type Source } from '../../source.js'
import { createAccount } from './account.js'
import { activityCollector } from './activity.js'
import { archiverCollector, backgroundCollector, walCollector } from './background.js'
import { autovacuumCollector, idleCollector, transactionsCollector } from './backends.js'
import { buffercacheCollector } from './buffercache.js'
import { rolesCollector, sizeCollector, wraparoundCollector } from './catalogue.js'
import { conflictsCollector, databaseCollector } from './database.js'
import { ioCollector, slruCollector } from './io.js'
import { locksCollector } from './locks.js'
import { replicationCollector } from './replication.js'
import { serverCollector } from './server.js'
import { settingsCollector } from './settings.js'
import { slotsCollector, subscriptionsCollector } from './slots.js'
import type { PostgresSource } from './source.js'
import { statementsCollector } from './statements.js'
import { indexCollector, tableCollectors } from './tables.js'
import { vacuumCollector } from './vacuum.js'

type Make = (source: PostgresSource) => Collector | readonly Collector[]

/** In the order in which they are asked: what matters most first, what may wait for a lock last. */
const MAKERS: Readonly<Record<PostgresCollector, Make>> = {
  activity: activityCollector,
  database: databaseCollector,
  locks: locksCollector,
  transactions: transactionsCollector,
  idle: idleCollector,
  replication: replicationCollector,
  slots: slotsCollector,
  subscriptions: subscriptionsCollector,
  bgwriter: backgroundCollector,
  archiver: archiverCollector,
  wal: walCollector,
  io: ioCollector,
  slru: slruCollector,
  conflicts: conflictsCollector,
  wraparound: wraparoundCollector,
  vacuum: vacuumCollector,
  autovacuum: autovacuumCollector,
  roles: rolesCollector,
  settings: settingsCollector,
  statements: statementsCollector,
  buffercache: buffercacheCollector,
  indexes: indexCollector,
  tables: tableCollectors,
  size: sizeCollector,
}

const wanted = (source: PostgresSource): readonly Collector[] =>
  (Object.entries(MAKERS) as readonly (readonly [PostgresCollector, Make])[])
    .filter(([name]) => source.options.isOn(name))
    .flatMap(([, make]) => make(source))

/** One connection a server, its collectors one after the other. */
export const postgresSources = ({ postgres }: Settings): readonly Source[] =>
  postgres.map(({ name: target, url, ...options }) => {
    const session = openPostgres({ url, applicationName: 'plimsoll_exporter' })
    const source = { target, session, options }
    const watched = createAccount(target, options.collectorSeconds)
    return { collectors: inTurns([serverCollector(source), ...wanted(source)].map(watched)), close: session.close }
  })
