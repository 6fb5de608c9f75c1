import { name, optionalText, text } from './common.js'

/** A folder that backups are written to; none where its name is empty. */
export const backup = {
  type: 'object',
  additionalProperties: false,
  properties: { name, directory: optionalText, pattern: text, restore_check: text },
  required: ['name', 'directory'],
} as const
