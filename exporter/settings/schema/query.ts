import { durationSchema } from '../../../configuration/index.js'
import { name, text } from './common.js'

const metric = {
  type: 'object',
  additionalProperties: false,
  properties: { metric: text, value: text, labels: { type: 'object', additionalProperties: text } },
  required: ['metric', 'value'],
} as const

/** A business query. */
export const query = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name,
    target: name,
    sql: text,
    interval: durationSchema,
    timeout: durationSchema,
    row_limit: { type: 'integer', minimum: 1, maximum: 100_000 },
    series_limit: { type: 'integer', minimum: 1, maximum: 100_000 },
    metrics: { type: 'array', minItems: 1, items: metric },
  },
  required: ['name', 'target', 'sql', 'metrics'],
} as const
