/**
 * @module How much is too much: every limit of the shop, one file a subject.
 */
import * as business from './limits/business.js'
import * as cache from './limits/cache.js'
import * as database from './limits/database.js'
import * as http from './limits/http.js'
import * as services from './limits/services.js'
import * as system from './limits/system.js'
import * as watcher from './limits/watcher.js'
import type { Limit } from './language/index.js'

export { BASE_WINDOW, BURN_WINDOWS, SEVERITIES } from './language/index.js'
export type { Comparison, Condition, Example, Level, Limit, Priority, RecordingRule, Severity, TestSeries } from './language/index.js'
export { business, cache, database, http, services, system, watcher }

/** The limits by subject; a subject is a rule group and a file. */
export const subjects: Readonly<Record<string, readonly Limit[]>> = Object.freeze({
  services: Object.values(services),
  http: Object.values(http),
  business: Object.values(business),
  database: Object.values(database),
  cache: Object.values(cache),
  system: Object.values(system),
  watcher: Object.values(watcher),
})

/** Every limit of the definition. */
export const limits: readonly Limit[] = Object.freeze(Object.values(subjects).flat())
