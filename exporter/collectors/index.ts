/**
 * @module Every collector, in the order of the page.
 */
import type { Collector } from '../collector.js'
import type { BusinessQuery, Settings } from '../settings/settings.js'
import { openPostgres } from '../sources/postgres-session.js'
import { openRedis } from '../sources/redis-session.js'
import { createTurns } from '../sources/turns.js'
import { businessCollector, createReader, prepareQuery } from './business/index.js'
import { postgresCollectors } from './postgres/index.js'
import { redisCollector } from './redis/index.js'
import { systemCollectors } from './system/index.js'

/** The collectors of some sources, and what is needed to start and end them. */
export interface Sources {
  readonly collectors: readonly Collector[]
  /**
   * Asks the sources whether they understand what they will be asked.
   *
   * @throws UsageError for a query that its server refuses.
   */
  readonly prepare: (signal: AbortSignal, onUnready: (query: BusinessQuery, error: unknown) => void) => Promise<void>
  readonly close: () => Promise<void>
}

/** Collectors of one connection, one after the other. */
const inTurns = (collectors: readonly Collector[]): readonly Collector[] => {
  const inTurn = createTurns()
  return collectors.map((collector) => ({ ...collector, inTurn }))
}

const nothing = async (): Promise<void> => {}

const postgresSources = ({ postgres }: Settings): readonly Sources[] =>
  postgres.map(({ name, url }) => {
    const session = openPostgres({ url, applicationName: 'plimsoll_exporter' })
    return { collectors: inTurns(postgresCollectors({ target: name, session })), prepare: nothing, close: session.close }
  })

const redisSources = ({ redis }: Settings): readonly Sources[] =>
  redis.map(({ name, url }) => {
    const session = openRedis(url)
    return { collectors: [redisCollector({ target: name, session })], prepare: nothing, close: async () => session.close() }
  })

const systemSources = ({ system }: Settings): readonly Sources[] =>
  system
    ? [{ collectors: systemCollectors({ target: system.name, proc: system.proc, root: system.root }), prepare: nothing, close: nothing }]
    : []

const isUsageError = (error: unknown): boolean => error instanceof Error && error.name === 'UsageError'

const businessSources = ({ postgres, queries }: Settings): readonly Sources[] =>
  postgres.flatMap(({ name, url }) => {
    const asked = queries.filter(({ target }) => target === name)
    if (asked.length === 0) return []
    const session = openPostgres({ url, applicationName: 'plimsoll_exporter_sql' })
    const reader = createReader(session)
    const prepare: Sources['prepare'] = async (signal, onUnready) => {
      for (const query of asked) {
        try {
          await prepareQuery(query, reader, signal)
        } catch (error) {
          if (isUsageError(error)) throw error
          onUnready(query, error)
        }
      }
    }
    return [{ collectors: inTurns(asked.map((query) => businessCollector(query, reader))), prepare, close: session.close }]
  })

/** Opens nothing yet: a connection is made when its first collector runs. */
export const createSources = (settings: Settings): Sources => {
  const parts = [...postgresSources(settings), ...businessSources(settings), ...redisSources(settings), ...systemSources(settings)]
  const each = async (work: (part: Sources) => Promise<void>): Promise<void> => {
    await Promise.all(parts.map(work))
  }
  return {
    collectors: parts.flatMap(({ collectors }) => collectors),
    prepare: (signal, onUnready) => each(({ prepare }) => prepare(signal, onUnready)),
    close: () => each(({ close }) => close()),
  }
}
