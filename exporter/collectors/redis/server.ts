import { redis } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { CONFIGURED, FIELDS, writeFields } from './fields.js'
import { amountOf, labelOf, numberIn, type Information } from './information.js'
import type { Reading } from './reading.js'

/** Databases beyond this are not listed one by one when they are empty. */
const MAXIMUM_DATABASES = 64

const writeInstance = (into: Writer, target: string, { fields }: Information): void => {
  const text = (field: string) => labelOf(fields, field)
  const labels = {
    target,
    role: text('role'),
    redis_version: text('redis_version'),
    redis_build_id: text('redis_build_id'),
    redis_mode: text('redis_mode') || text('server_mode'),
    os: text('os'),
    maxmemory_policy: text('maxmemory_policy'),
    tcp_port: text('tcp_port'),
    run_id: text('run_id'),
    process_id: text('process_id'),
    master_replid: text('master_replid'),
    valkey_version: text('valkey_version'),
    valkey_release_stage: text('valkey_release_stage'),
  }
  into.set(redis.redis_instance_info, labels, 1)
}

/** Both come from whole seconds of the server's clock; without that clock ours stands in. */
const writeStart = (into: Writer, target: string, { fields }: Information): void => {
  const uptime = amountOf(fields, 'uptime_in_seconds')
  const microseconds = amountOf(fields, 'server_time_usec')
  if (uptime === undefined) return
  const now = microseconds === undefined ? Date.now() / 1000 : microseconds / 1e6
  into.set(redis.redis_start_time_seconds, { target }, Math.floor(now) - uptime)
}

const writeDatabases = (into: Writer, target: string, { databases }: Information, configured: number): void => {
  const empty = Array.from({ length: Math.max(0, Math.min(configured, MAXIMUM_DATABASES)) }, (_, index) => `db${index}`)
  for (const db of new Set([...empty, ...databases.keys()])) {
    const record = databases.get(db)
    const labels = { target, db }
    into.set(redis.redis_db_keys, labels, record ? amountOf(record, 'keys') : 0)
    into.set(redis.redis_db_keys_expiring, labels, record ? amountOf(record, 'expires') : 0)
    if (!record) continue
    const milliseconds = amountOf(record, 'avg_ttl')
    into.set(redis.redis_db_avg_ttl_seconds, labels, milliseconds === undefined ? undefined : milliseconds / 1000)
    const expiringItems = amountOf(record, 'subexpiry') ?? amountOf(record, 'keys_with_volatile_items')
    into.set(redis.redis_db_keys_with_expiring_items, labels, expiringItems)
  }
}

/** `normal 0 0 0 slave 268435456 67108864 60 …`: class, hard limit, soft limit, seconds. */
const writeBufferLimits = (into: Writer, target: string, text: string | undefined): void => {
  const words = text?.split(' ', 40) ?? []
  for (let index = 0; index + 3 < words.length; index += 4) {
    const [name = '', hard, soft, seconds] = words.slice(index, index + 4)
    const labels = { target, class: name === 'replica' ? 'slave' : name.slice(0, 64) }
    into.set(redis.redis_config_client_output_buffer_limit_bytes, { ...labels, limit: 'hard' }, numberIn(hard))
    into.set(redis.redis_config_client_output_buffer_limit_bytes, { ...labels, limit: 'soft' }, numberIn(soft))
    into.set(redis.redis_config_client_output_buffer_limit_overcome_seconds, { ...labels, limit: 'soft' }, numberIn(seconds))
  }
}

/** The server itself: everything of INFO that is one number, its databases, its errors, its settings. */
export const writeServer = (into: Writer, target: string, { information, settings, seconds }: Reading): void => {
  const { fields, errors } = information
  into.set(redis.redis_up, { target }, 1)
  into.set(redis.redis_exporter_last_scrape_duration_seconds, { target }, seconds)
  into.set(redis.redis_exporter_last_scrape_error, { target, err: '' }, 0)
  writeFields(into, target, fields, FIELDS)
  writeInstance(into, target, information)
  writeStart(into, target, information)
  // a cluster has one, whatever is configured
  const databases = amountOf(fields, 'cluster_enabled') === 1 ? 1 : (numberIn(settings.get('databases')) ?? 0)
  writeDatabases(into, target, information, databases)
  for (const [err, record] of errors) into.set(redis.redis_errors_total, { target, err }, amountOf(record, 'count'))
  // INFO has it since 6.2, whoever may not ask CONFIG
  const limits = new Map([['maxclients', fields.get('maxclients') ?? ''], ['maxmemory', fields.get('maxmemory') ?? ''], ...settings])
  writeFields(
    into,
    target,
    limits,
    CONFIGURED.filter(([name]) => !name.startsWith('commandlog')),
  )
  writeBufferLimits(into, target, settings.get('client-output-buffer-limit'))
}
