/**
 * @module PostgreSQL, under postgres_exporter's names; what that one lacks is named in its style.
 */
import { family } from '../metric.js'
import { activity } from './activity.js'
import { background } from './background.js'
import { database } from './database.js'
import { inputOutput } from './io.js'
import { replication } from './replication.js'
import { server } from './server.js'
import { statements } from './statements.js'
import { tables } from './tables.js'

export { ACTIVITY_STATES, LOCK_MODES, VACUUM_PHASES } from './activity.js'

/** Everything that is read from a PostgreSQL server; `target` tells several servers of one exporter apart. */
export const postgres = family('exporter', {
  ...server,
  ...activity,
  ...database,
  ...background,
  ...inputOutput,
  ...replication,
  ...tables,
  ...statements,
})
