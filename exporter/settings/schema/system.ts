import { name, optionalText, text } from './common.js'

/** The machine. */
export const system = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name,
    proc: text,
    sys: optionalText,
    root: optionalText,
    exclude_devices: optionalText,
    exclude_mountpoints: optionalText,
    processes: { type: 'boolean' },
    interrupts: { type: 'boolean' },
    connections: { type: 'boolean' },
    containers: { type: 'boolean' },
  },
} as const
