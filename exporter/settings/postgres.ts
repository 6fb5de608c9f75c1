import { durationSeconds, type LocatedYaml } from '../../configuration/index.js'
import type { Configuration } from './schema/index.js'
import { ACTIVITY_LABELS } from './schema/postgres.js'
import { readServers, type Files } from './servers.js'
import type { ServerTarget } from './settings.js'

export type ActivityLabel = (typeof ACTIVITY_LABELS)[number]
type Written = NonNullable<Configuration['postgres']>[number]
/** A collector that can be switched off; the one that says whether the server answers cannot. */
export type PostgresCollector = keyof NonNullable<Written['collectors']>
/** Those that give a series a table, an index or a statement. */
export type BoundedCollector = 'tables' | 'indexes' | 'statements'

/** What is wanted of a PostgreSQL server. */
export interface PostgresOptions {
  /** How long one collector may take, so that one that hangs leaves time to the others. */
  readonly collectorSeconds: number
  readonly activityLabels: readonly ActivityLabel[]
  readonly isOn: (collector: PostgresCollector) => boolean
  readonly limits: Readonly<Record<BoundedCollector, number>>
}

export interface PostgresTarget extends ServerTarget, PostgresOptions {}

const DEFAULT_TIMEOUT = '2s'
const LIMITS = { tables: 200, indexes: 200, statements: 100 } as const
/** It walks over all shared buffers. */
const OFF_UNLESS_ASKED_FOR: ReadonlySet<PostgresCollector> = new Set(['buffercache'])

const optionsOf = ({ timeout, activity_labels: labels = [], collectors = {} }: Written): PostgresOptions => {
  const limit = (collector: BoundedCollector) => collectors[collector]?.limit ?? LIMITS[collector]
  return {
    collectorSeconds: durationSeconds(timeout ?? DEFAULT_TIMEOUT),
    activityLabels: ACTIVITY_LABELS.filter((label) => labels.includes(label)),
    isOn: (collector) => {
      const written = collectors[collector]
      const wish = typeof written === 'object' ? written.enabled : written
      return wish ?? !OFF_UNLESS_ASKED_FOR.has(collector)
    },
    limits: { tables: limit('tables'), indexes: limit('indexes'), statements: limit('statements') },
  }
}

/** The PostgreSQL servers, each with what is wanted of it. */
export const readPostgres = (located: LocatedYaml<Configuration>, files: Files): readonly PostgresTarget[] => {
  const written = located.value.postgres ?? []
  return readServers('postgres', located, files).map((server, index) => ({
    ...server,
    ...optionsOf(written[index] ?? { name: server.name }),
  }))
}
