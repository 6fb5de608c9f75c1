/**
 * @module The collectors of a Redis or Valkey server, under redis_exporter's names.
 */
import { redis } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import { openRedis } from '../../sessions/redis-session.js'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'
import type { RedisTarget } from '../../settings/redis.js'
import { writeCluster } from './cluster.js'
import { writeCommands } from './commands.js'
import { parseInformation } from './information.js'
import { createAsking } from './key-asking.js'
import { createKeyWorker } from './key-worker.js'
import { keysCollector } from './keys.js'
import { createReader, type Notify, type Reader, type Reading } from './reading.js'
import { writeReplication } from './replication.js'
import { writeServer } from './server.js'
import { writeSlowlog } from './slowlog.js'

type Write = (into: Writer, target: string, reading: Reading) => void

const PARTS: Readonly<Record<string, Write>> = {
  redis_information: writeServer,
  redis_replication: writeReplication,
  redis_commands: writeCommands,
  redis_slowlog: writeSlowlog,
  redis_cluster: writeCluster,
}

/**
 * Writes everything that a text of INFO tells, whatever it is: a pure function, for tests.
 *
 * @example
 * writeInformation(createBuffer(), 'cache', 'redis_version:8.0.6\r\nused_memory:1\r\n')
 */
export const writeInformation = (into: Writer, target: string, text: string): void => {
  const reading = { information: parseInformation(text), answer: () => undefined, settings: new Map(), seconds: 0 }
  for (const write of Object.values(PARTS)) write(into, target, reading)
}

const writeFailure = (into: Writer, target: string, reader: Reader): void => {
  into.set(redis.redis_up, { target }, 0)
  into.set(redis.redis_exporter_last_scrape_error, { target, err: reader.failure() || 'answer' }, 1)
}

/** Collectors that share one reading, so that what cannot be made of one answer spoils nothing else. */
export const redisCollectors = (target: string, reader: Reader): readonly Collector[] =>
  Object.entries(PARTS).map(([name, write]) => ({
    name,
    target,
    collect: async (into, signal) => write(into, target, await reader.read(signal)),
    ...(name === 'redis_information' ? { collectFailed: (into: Writer) => writeFailure(into, target, reader) } : {}),
  }))

const keySource = ({ name, url, authorities, database, keys }: RedisTarget, notify: Notify): readonly Source[] => {
  if (keys.length === 0) return []
  const session = openRedis({ url, authorities, connectionName: 'plimsoll_exporter_keys' })
  const stop = new AbortController()
  const databases = new Set(keys.map((watch) => watch.database))
  const asking = createAsking({ target: name, session, database, databases, notify, signal: stop.signal })
  const close = async (): Promise<void> => {
    stop.abort(new Error('the exporter is stopping'))
    await session.close()
  }
  return [{ collectors: [keysCollector(name, createKeyWorker(keys, asking))], close }]
}

/** One connection a server, and a second one where keys are looked at. */
export const redisSources = ({ redis }: Settings, notify: Notify): readonly Source[] =>
  redis.flatMap((server) => {
    const { name, url, authorities, latencyHistogram } = server
    const session = openRedis({ url, authorities, connectionName: 'plimsoll_exporter' })
    const reader = createReader({ target: name, session, notify, latencyHistogram })
    return [{ collectors: redisCollectors(name, reader), close: session.close }, ...keySource(server, notify)]
  })
