import { schemaOf, type Typed } from '../../../configuration/index.js'
import { business } from './business.js'
import { health, listen, scrape } from './listen.js'
import { postgres } from './postgres.js'
import { probes } from './probes.js'
import { query } from './query.js'
import { redis } from './redis.js'
import { system } from './system.js'

/** Everything that a configuration file of the exporter may say. */
export const configurationSchema = schemaOf({
  type: 'object',
  additionalProperties: false,
  properties: {
    listen,
    scrape,
    health,
    postgres: { type: 'array', items: postgres },
    redis: { type: 'array', items: redis },
    system,
    probes,
    business,
    queries: { type: 'array', items: query },
  },
})

/** The configuration file as it is written. */
export type Configuration = Typed<typeof configurationSchema>
