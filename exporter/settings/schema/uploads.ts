import { durationSchema } from '../../../configuration/index.js'
import { name, text } from './common.js'

const number = { type: 'integer', minimum: 0, maximum: 4_294_967_294 } as const

/** A folder that an application writes files of its customers to. */
export const upload = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name,
    directory: text,
    interval: durationSchema,
    file_limit: { type: 'integer', minimum: 1, maximum: 10_000_000 },
    uid: number,
    gid: number,
  },
  required: ['name', 'directory'],
} as const
