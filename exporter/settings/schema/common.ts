/** What several sections of the configuration file say alike. */
export const name = {
  type: 'string',
  pattern: '^[a-z][a-z0-9_]{0,39}$',
  description: 'a name of small letters, digits and underscores',
} as const
export const port = { type: 'integer', minimum: 0, maximum: 65_535 } as const
export const text = { type: 'string', minLength: 1 } as const
/** Empty where an environment variable that may name a file is not set. */
export const optionalText = { type: 'string' } as const
