/**
 * @module The collectors of a PostgreSQL server, under postgres_exporter's names.
 */
import type { Collector } from '../../collector.js'
import { openPostgres } from '../../sessions/postgres-session.js'
import type { Settings } from '../../settings/settings.js'
import { inTurns, type Source } from '../../source.js'
import { activityCollector } from './activity.js'
import { databaseCollector } from './database.js'
import { locksCollector } from './locks.js'
import { serverCollector } from './server.js'
import { settingsCollector } from './settings.js'
import { sizeCollector } from './size.js'
import type { PostgresSource } from './source.js'

const postgresCollectors = (source: PostgresSource): readonly Collector[] => [
  serverCollector(source),
  activityCollector(source),
  databaseCollector(source),
  locksCollector(source),
  settingsCollector(source),
  sizeCollector(source),
]

/** One connection a server, its collectors one after the other. */
export const postgresSources = ({ postgres }: Settings): readonly Source[] =>
  postgres.map(({ name, url }) => {
    const session = openPostgres({ url, applicationName: 'plimsoll_exporter' })
    return { collectors: inTurns(postgresCollectors({ target: name, session })), close: session.close }
  })
