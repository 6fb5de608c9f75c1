/**
 * @module The collector of a Redis or Valkey server, under redis_exporter's names.
 */
import { redis } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import { openRedis, type RedisSession } from '../../sessions/redis-session.js'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'
import { FIELDS } from './fields.js'
import { amountOf, parseInformation, type Information } from './information.js'

interface RedisSource {
  readonly target: string
  readonly session: RedisSession
}

/** Databases beyond this are not listed one by one when they are empty. */
const MAXIMUM_DATABASES = 64

const writeFields = (into: Writer, target: string, { fields }: Information): void => {
  for (const [field, metric] of Object.entries(FIELDS)) into.set(metric, { target }, amountOf(fields, field))
  const uptime = amountOf(fields, 'uptime_in_seconds')
  const now = amountOf(fields, 'server_time_usec')
  if (uptime !== undefined) {
    const seconds = now === undefined ? Date.now() / 1000 : now / 1e6
    into.set(redis.redis_start_time_seconds, { target }, Math.round(seconds - uptime))
  }
  const text = (field: string) => fields.get(field) ?? ''
  const labels = { target, redis_version: text('redis_version'), redis_mode: text('redis_mode'), role: text('role'), os: text('os') }
  into.set(redis.redis_instance_info, labels, 1)
}

const writeCommands = (into: Writer, target: string, { commands }: Information): void => {
  for (const [cmd, record] of commands) {
    const microseconds = amountOf(record, 'usec')
    into.set(redis.redis_commands_total, { target, cmd }, amountOf(record, 'calls'))
    into.set(redis.redis_commands_duration_seconds_total, { target, cmd }, microseconds === undefined ? undefined : microseconds / 1e6)
  }
}

const writeDatabases = (into: Writer, target: string, { databases }: Information, configured: number): void => {
  const empty = Array.from({ length: Math.min(configured, MAXIMUM_DATABASES) }, (_, index) => `db${index}`)
  for (const db of new Set([...empty, ...databases.keys()])) {
    const record = databases.get(db)
    into.set(redis.redis_db_keys, { target, db }, record ? amountOf(record, 'keys') : 0)
    into.set(redis.redis_db_keys_expiring, { target, db }, record ? amountOf(record, 'expires') : 0)
  }
}

const finite = (text: string | undefined): number | undefined =>
  text !== undefined && Number.isFinite(Number(text)) ? Number(text) : undefined

/** INFO, and CONFIG where the server lets us: how many databases and clients there may be. */
export const redisCollector = ({ target, session }: RedisSource): Collector => ({
  name: 'redis_information',
  target,
  collect: async (into, signal) => {
    const information = parseInformation(await session.info(signal))
    if (!information.fields.has('redis_version')) throw new Error('INFO names no redis_version; is this a Redis server?')
    const databases = await session.configured('databases', signal)
    const clients = information.fields.get('maxclients') ?? (await session.configured('maxclients', signal))
    into.set(redis.redis_up, { target }, 1)
    into.set(redis.redis_config_maxclients, { target }, finite(clients))
    writeFields(into, target, information)
    writeCommands(into, target, information)
    writeDatabases(into, target, information, finite(databases) ?? 0)
  },
  collectFailed: (into) => into.set(redis.redis_up, { target }, 0),
})

/** One connection a server. */
export const redisSources = ({ redis }: Settings): readonly Source[] =>
  redis.map(({ name, url }) => {
    const session = openRedis(url)
    return { collectors: [redisCollector({ target: name, session })], close: async () => session.close() }
  })
