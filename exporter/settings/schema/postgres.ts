import { durationSchema } from '../../../configuration/index.js'
import { name, optionalText } from './common.js'

/** Labels of pg_stat_activity_count beside database and state; each makes more series, and they come and go. */
export const ACTIVITY_LABELS = ['usename', 'application_name', 'backend_type', 'wait_event_type', 'wait_event'] as const

const onOff = { type: 'boolean' } as const
/** A collector with a series a table, index or statement: how many, the greatest first. */
const bounded = {
  type: 'object',
  additionalProperties: false,
  properties: { enabled: onOff, limit: { type: 'integer', minimum: 1, maximum: 5000 } },
} as const

const collectors = {
  type: 'object',
  additionalProperties: false,
  properties: {
    activity: onOff,
    archiver: onOff,
    autovacuum: onOff,
    bgwriter: onOff,
    buffercache: onOff,
    conflicts: onOff,
    database: onOff,
    idle: onOff,
    indexes: bounded,
    io: onOff,
    locks: onOff,
    replication: onOff,
    roles: onOff,
    settings: onOff,
    size: onOff,
    slots: onOff,
    slru: onOff,
    statements: bounded,
    subscriptions: onOff,
    tables: bounded,
    transactions: onOff,
    vacuum: onOff,
    wal: onOff,
    wraparound: onOff,
  },
} as const

/** A PostgreSQL server. */
export const postgres = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name,
    url: optionalText,
    url_file: optionalText,
    password_file: optionalText,
    password_variable: optionalText,
    timeout: durationSchema,
    activity_labels: { type: 'array', uniqueItems: true, items: { enum: ACTIVITY_LABELS } },
    collectors,
  },
  required: ['name'],
} as const
