import { durationSchema } from '../../../configuration/index.js'
import { name, text } from './common.js'

/** Either `metric`, one of the catalogue, or `name` with `help` and `type`: one that is declared here. */
const metric = {
  type: 'object',
  additionalProperties: false,
  properties: {
    metric: text,
    name: text,
    help: { type: 'string', minLength: 1, maxLength: 500, description: 'a sentence of at most 500 letters' },
    type: { enum: ['gauge', 'counter'] },
    unit: { enum: ['seconds', 'bytes', 'ratio', 'count', 'timestamp', 'money', 'celsius', 'hertz'] },
    value: text,
    labels: { type: 'object', maxProperties: 10, additionalProperties: text },
  },
  required: ['value'],
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
