import { name, text } from './common.js'

/** A folder that backups are written to. */
export const backup = {
  type: 'object',
  additionalProperties: false,
  properties: { name, directory: text, pattern: text, restore_check: text },
  required: ['name', 'directory'],
} as const
