/**
 * @module The collectors of a PostgreSQL server, under postgres_exporter's names.
 */
import type { Collector } from '../../collector.js'
import { activityCollector } from './activity.js'
import { databaseCollector } from './database.js'
import { locksCollector } from './locks.js'
import { serverCollector } from './server.js'
import { settingsCollector } from './settings.js'
import { sizeCollector } from './size.js'
import type { PostgresSource } from './source.js'

export const postgresCollectors = (source: PostgresSource): readonly Collector[] => [
  serverCollector(source),
  activityCollector(source),
  databaseCollector(source),
  locksCollector(source),
  settingsCollector(source),
  sizeCollector(source),
]
