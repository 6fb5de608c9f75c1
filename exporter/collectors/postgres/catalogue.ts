import { postgres } from '../../../definition/catalogue/index.js'
import { value, viewCollector, viewOf } from './view.js'

/** Nothing that a version lacks is read here; the view only stands for one that every server has. */
const view = 'pg_stat_database'
const labels = { datname: 'datname' } as const

/** The size of a database that we may not connect to is NULL, so that it does not fail the others. */
const size = viewOf({
  view,
  labels,
  values: [
    value(
      postgres.pg_database_size_bytes,
      [],
      `CASE WHEN has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'USAGE') THEN pg_database_size(oid) END`,
    ),
    value(postgres.pg_database_connection_limit, [], 'datconnlimit'),
  ],
  from: 'pg_database',
  rest: 'WHERE NOT datistemplate ORDER BY datname',
})

const wraparound = viewOf({
  view,
  labels,
  values: [
    value(postgres.pg_database_wraparound_age_datfrozenxid_seconds, [], 'age(datfrozenxid)'),
    value(postgres.pg_database_wraparound_age_datminmxid_seconds, [], 'mxid_age(datminmxid)'),
  ],
  from: 'pg_database',
  rest: 'WHERE datallowconn ORDER BY datname',
})

const roles = viewOf({
  view,
  labels: { rolname: 'rolname' },
  values: [value(postgres.pg_roles_connection_limit, [], 'rolconnlimit')],
  from: 'pg_roles',
  rest: 'ORDER BY rolname',
})

/** Size on disk and connection limit, by database. */
export const sizeCollector = viewCollector('postgres_size', [size])
/** How near each database is to the end of its transaction numbers. */
export const wraparoundCollector = viewCollector('postgres_wraparound', [wraparound])
/** Connection limits, by role. */
export const rolesCollector = viewCollector('postgres_roles', [roles])
