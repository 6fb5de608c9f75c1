import type { Secret } from '../../configuration/index.js'
import type { ProbeSettings } from './probes/modules.js'
import type { BackupSettings, UploadSettings } from './folders.js'
import type { MachineSettings } from './machine.js'
import type { ScalarMetric } from '../exposition/buffer.js'
import type { RedisTarget } from './redis.js'
import type { PostgresTarget } from './postgres.js'

/** A server to read, with its address complete. */
export interface ServerTarget {
  readonly name: string
  readonly url: Secret
}

/** One metric that a business query fills: from which column, its labels from which. */
export interface QueryMetric {
  readonly metric: ScalarMetric
  readonly column: string
  /** Column of each label. */
  readonly labels: Readonly<Record<string, string>>
  /** Where it is written: `file:line`, or the query's name in the catalogue. */
  readonly where: string
}

export interface BusinessQuery {
  readonly name: string
  readonly target: string
  readonly sql: string
  /** Rows younger than this are given again. */
  readonly intervalSeconds: number
  readonly timeoutSeconds: number
  readonly rowLimit: number
  readonly seriesLimit: number
  readonly metrics: readonly QueryMetric[]
  /** Where it is written: `file:line`, or its name in the catalogue. */
  readonly where: string
  /** Place of a line (from 0) of the SQL, likewise. */
  readonly whereLine: (line: number) => string
}

/** What the exporter does, read from its configuration file. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** The web configuration: TLS and passwords. */
  readonly webFile: string | undefined
  /** Where this machine alone may ask, in plain HTTP, whether the process lives. */
  readonly healthPort: number | undefined
  /** For a scrape whose header names no timeout. */
  readonly scrapeSeconds: number
  readonly seriesBudget: number
  /** Opens /api/health/detailed. */
  readonly token: Secret | undefined
  readonly postgres: readonly PostgresTarget[]
  readonly redis: readonly RedisTarget[]
  readonly system: MachineSettings | undefined
  readonly textfile: { readonly directories: readonly string[] }
  readonly backups: readonly BackupSettings[]
  readonly uploads: readonly UploadSettings[]
  readonly queries: readonly BusinessQuery[]
  readonly probes: ProbeSettings
}
