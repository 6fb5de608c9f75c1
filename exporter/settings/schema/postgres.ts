import { name, optionalText } from './common.js'

/** A PostgreSQL server. */
export const postgres = {
  type: 'object',
  additionalProperties: false,
  properties: { name, url: optionalText, url_file: optionalText, password_file: optionalText, password_variable: optionalText },
  required: ['name'],
} as const
