import { durationSchema, schemaOf, type Typed } from '../configuration/index.js'

const name = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$', description: 'a name of small letters, digits and underscores' } as const
const port = { type: 'integer', minimum: 0, maximum: 65_535 } as const
const text = { type: 'string', minLength: 1 } as const
/** Empty where an environment variable that may name a file is not set. */
const optionalText = { type: 'string' } as const

const listen = {
  type: 'object',
  additionalProperties: false,
  properties: { host: text, port },
} as const

const scrape = {
  type: 'object',
  additionalProperties: false,
  properties: { timeout: durationSchema, series_budget: { type: 'integer', minimum: 10, maximum: 100_000 } },
} as const

const health = {
  type: 'object',
  additionalProperties: false,
  properties: { token_file: optionalText, token_variable: optionalText },
} as const

const server = {
  type: 'object',
  additionalProperties: false,
  properties: { name, url: optionalText, url_file: optionalText, password_file: optionalText, password_variable: optionalText },
  required: ['name'],
} as const

const system = {
  type: 'object',
  additionalProperties: false,
  properties: { name, proc: text, root: optionalText },
} as const

const metric = {
  type: 'object',
  additionalProperties: false,
  properties: { metric: text, value: text, labels: { type: 'object', additionalProperties: text } },
  required: ['metric', 'value'],
} as const

const query = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name,
    target: name,
    sql: text,
    interval: durationSchema,
    timeout: durationSchema,
    row_limit: { type: 'integer', minimum: 1, maximum: 100_000 },
    series_limit: { type: 'integer', minimum: 1, maximum: 100_000 },
    metrics: { type: 'array', minItems: 1, items: metric },
  },
  required: ['name', 'target', 'sql', 'metrics'],
} as const

/** Everything that a configuration file of the exporter may say. */
export const configurationSchema = schemaOf({
  type: 'object',
  additionalProperties: false,
  properties: {
    listen,
    scrape,
    health,
    postgres: { type: 'array', items: server },
    redis: { type: 'array', items: server },
    system,
    queries: { type: 'array', items: query },
  },
})

/** The configuration file as it is written. */
export type Configuration = Typed<typeof configurationSchema>
