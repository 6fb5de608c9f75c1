import { durationSeconds, readSecret, reveal, UsageError, type LocatedYaml } from '../../configuration/index.js'
import type { Configuration } from './schema/index.js'
import { readServers, type Files } from './servers.js'
import type { ServerTarget } from './settings.js'

type Written = NonNullable<Configuration['redis']>[number]
type WrittenKeys = NonNullable<Written['keys']>[number]

/** Keys to be counted, or one key to be measured, on a slow clock of its own. */
export interface KeyWatch {
  /** A pattern as SCAN takes it, or the key itself; the label `key`. */
  readonly text: string
  readonly isPattern: boolean
  readonly database: number
  readonly intervalSeconds: number
  /** Keys that one SCAN looks at. */
  readonly batch: number
  /** Keys looked at between two scrapes; the count goes on after the next. */
  readonly turnLimit: number
  /** Keys looked at in one count; a larger database is not counted. */
  readonly limit: number
}

export interface RedisTarget extends ServerTarget {
  /** Certificates trusted beside the system's, as PEM text. */
  readonly authorities: string | undefined
  readonly latencyHistogram: boolean
  /** The database that the address names. */
  readonly database: number
  readonly keys: readonly KeyWatch[]
}

const DEFAULT_INTERVAL = '5m'
const DEFAULT_BATCH = 500
const DEFAULT_TURN_LIMIT = 100_000
const DEFAULT_LIMIT = 10_000_000

const databaseOf = ({ url }: ServerTarget): number => Number(/^\/(\d{1,4})$/.exec(new URL(reveal(url)).pathname)?.[1] ?? 0)

const watchOf = (written: WrittenKeys, database: number, where: string): KeyWatch => {
  const text = written.pattern ?? written.key
  if (text === undefined || (written.pattern !== undefined && written.key !== undefined))
    throw new UsageError(`${where}: keys take either a pattern or a key; write pattern: session:* or key: queue:mails.`)
  return {
    text,
    isPattern: written.pattern !== undefined,
    database: written.database ?? database,
    intervalSeconds: durationSeconds(written.interval ?? DEFAULT_INTERVAL),
    batch: written.batch ?? DEFAULT_BATCH,
    turnLimit: written.turn_limit ?? DEFAULT_TURN_LIMIT,
    limit: written.limit ?? DEFAULT_LIMIT,
  }
}

const watchesOf = ({ keys = [] }: Written, database: number, at: (position: number) => string): readonly KeyWatch[] => {
  const watches = keys.map((written, position) => watchOf(written, database, at(position)))
  for (const [position, watch] of watches.entries()) {
    const same = (other: KeyWatch) => other.text === watch.text && other.database === watch.database && other.isPattern === watch.isPattern
    if (watches.findIndex(same) === position) continue
    throw new UsageError(`${at(position)}: "${watch.text}" stands twice; keep one of them.`)
  }
  return watches
}

/**
 * The Redis servers, each with what is watched there.
 *
 * @throws UsageError as readServers does, and for keys that say neither or both of pattern and key, or stand twice.
 */
export const readRedis = (located: LocatedYaml<Configuration>, files: Files): readonly RedisTarget[] =>
  readServers('redis', located, files).map((server, index) => {
    const written: Written = located.value.redis?.[index] ?? { name: server.name }
    const at = (key: string) => located.where(['redis', index, key])
    const authorities = readSecret({
      key: 'ca_file',
      where: at('ca_file'),
      file: files.complete(written.ca_file),
      environment: files.environment,
    })
    const database = databaseOf(server)
    return {
      ...server,
      authorities: authorities && reveal(authorities),
      latencyHistogram: written.latency_histogram ?? true,
      database,
      keys: watchesOf(written, database, (position) => located.where(['redis', index, 'keys', position])),
    }
  })
