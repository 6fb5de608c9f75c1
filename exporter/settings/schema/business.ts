import { name } from './common.js'

/** On which server the queries of the catalogue are asked; they are not asked where this is left away. */
export const business = {
  type: 'object',
  additionalProperties: false,
  properties: { target: name },
  required: ['target'],
} as const
