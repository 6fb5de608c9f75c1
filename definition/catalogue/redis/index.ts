/**
 * @module Redis and Valkey, under redis_exporter's names.
 */
import { family } from '../metric.js'
import { clients } from './clients.js'
import { cluster } from './cluster.js'
import { commands, slowlog } from './commands.js'
import { keyspace } from './keyspace.js'
import { memory } from './memory.js'
import { persistence } from './persistence.js'
import { replication } from './replication.js'
import { server } from './server.js'
import { settings } from './settings.js'
import { statistics } from './statistics.js'

/** Every metric of one server. */
export const redis = family('exporter', {
  ...server,
  ...clients,
  ...memory,
  ...persistence,
  ...statistics,
  ...replication,
  ...commands,
  ...slowlog,
  ...keyspace,
  ...cluster,
  ...settings,
})
