/**
 * @module How much is too much: every limit of the shop, one file a subject.
 */
import * as business from './limits/business.js'
import * as cache from './limits/cache.js'
import * as database from './limits/database.js'
import * as files from './limits/files.js'
import * as http from './limits/http.js'
import * as services from './limits/services.js'
import * as system from './limits/system.js'
import * as watcher from './limits/watcher.js'
import type { Limit } from './language/index.js'

export { BASE_WINDOW, BURN_WINDOWS, canMeet, placeText, SEVERITIES, standsFor, whereText } from './language/index.js'
export type {
  Comparison,
  Condition,
  Example,
  Level,
  Limit,
  Overridden,
  Place,
  Priority,
  RecordingRule,
  Severity,
  TestSeries,
} from './language/index.js'
export { business, cache, database, files, http, services, system, watcher }

const written = { services, http, business, database, cache, files, system, watcher } as const

/** Every limit by its subject and its name there, so that a panel can say `definition.http.httpErrorRatio`. */
export type Definition = {
  readonly [Subject in keyof typeof written]: { readonly [Name in keyof (typeof written)[Subject]]: Limit }
}

/** What is written here, before a site overrides any of it. */
export const definition: Definition = Object.freeze(written)

/** By the name of each export: Node sorts a module's names, a bundler leaves them as they were written. */
const byName = (members: Readonly<Record<string, Limit>>): readonly Limit[] =>
  Object.entries(members)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, limit]) => limit)

/** The limits by subject; a subject is a rule group and a file. */
export const subjectsOf = (of: Definition): Readonly<Record<string, readonly Limit[]>> =>
  Object.freeze(Object.fromEntries(Object.entries(of).map(([subject, members]) => [subject, byName(members)])))

/** Every limit of a definition, subject by subject. */
export const limitsOf = (of: Definition): readonly Limit[] => Object.freeze(Object.values(subjectsOf(of)).flat())

/** The same subjects and names with every limit changed; a limit keeps its name. */
export const withLimits = (of: Definition, change: (limit: Limit) => Limit): Definition => {
  const changed = (members: Readonly<Record<string, Limit>>) =>
    Object.entries(members).map(([name, limit]) => [name, change(limit)] as const)
  return Object.freeze(
    Object.fromEntries(Object.entries(of).map(([subject, members]) => [subject, Object.freeze(Object.fromEntries(changed(members)))])),
  ) as unknown as Definition
}

/** The limits by subject as they are written here. */
export const subjects = subjectsOf(definition)

/** Every limit as it is written here. */
export const limits: readonly Limit[] = limitsOf(definition)
