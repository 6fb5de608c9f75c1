import { name, optionalText } from './common.js'

/** A Redis or Valkey server. */
export const redis = {
  type: 'object',
  additionalProperties: false,
  properties: { name, url: optionalText, url_file: optionalText, password_file: optionalText, password_variable: optionalText },
  required: ['name'],
} as const
