import { text } from './common.js'

/** Folders of `*.prom` files. */
export const textfile = {
  type: 'object',
  additionalProperties: false,
  properties: { directories: { type: 'array', maxItems: 20, items: text } },
} as const
