import { durationSchema } from '../../../configuration/index.js'
import { optionalText, port, text } from './common.js'

export const listen = {
  type: 'object',
  additionalProperties: false,
  properties: { host: text, port, web_config_file: optionalText, health_port: port },
} as const

export const scrape = {
  type: 'object',
  additionalProperties: false,
  properties: { timeout: durationSchema, series_budget: { type: 'integer', minimum: 10, maximum: 100_000 } },
} as const

export const health = {
  type: 'object',
  additionalProperties: false,
  properties: { token_file: optionalText, token_variable: optionalText },
} as const
