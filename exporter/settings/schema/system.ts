import { name, optionalText, text } from './common.js'

/** The machine. */
export const system = {
  type: 'object',
  additionalProperties: false,
  properties: { name, proc: text, root: optionalText },
} as const
