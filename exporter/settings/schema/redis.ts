import { durationSchema } from '../../../configuration/index.js'
import { name, optionalText } from './common.js'

/** Keys that are counted by a pattern, or one key whose size is read. */
const keys = {
  type: 'object',
  additionalProperties: false,
  properties: {
    pattern: { type: 'string', minLength: 1, maxLength: 200 },
    key: { type: 'string', minLength: 1, maxLength: 200 },
    database: { type: 'integer', minimum: 0, maximum: 9999 },
    interval: durationSchema,
    batch: { type: 'integer', minimum: 10, maximum: 10_000 },
    turn_limit: { type: 'integer', minimum: 10, maximum: 10_000_000 },
    limit: { type: 'integer', minimum: 10, maximum: 1_000_000_000 },
  },
} as const

/** A Redis or Valkey server. */
export const redis = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name,
    url: optionalText,
    url_file: optionalText,
    password_file: optionalText,
    password_variable: optionalText,
    ca_file: optionalText,
    latency_histogram: { type: 'boolean' },
    keys: { type: 'array', items: keys, maxItems: 50 },
  },
  required: ['name'],
} as const
