import { schemaOf, type Typed } from '../../../configuration/index.js'
import { backup } from './backups.js'
import { business } from './business.js'
import { health, listen, scrape } from './listen.js'
import { postgres } from './postgres.js'
import { probes } from './probes.js'
import { query } from './query.js'
import { redis } from './redis.js'
import { system } from './system.js'
import { textfile } from './textfile.js'
import { upload } from './uploads.js'

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
    textfile,
    backups: { type: 'array', items: backup },
    uploads: { type: 'array', items: upload },
    probes,
    business,
    queries: { type: 'array', items: query },
  },
})

/** The configuration file as it is written. */
export type Configuration = Typed<typeof configurationSchema>
