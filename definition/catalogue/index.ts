/**
 * @module What is measured: the only place where a metric, its labels and its unit are named.
 */
import { application } from './application.js'
import { backups, textfiles, uploads } from './files.js'
import { containers } from './containers.js'
import { http } from './http.js'
import { alertmanagerSelf, deskSelf, exporterSelf, prometheusSelf, ruleSeries } from './plimsoll.js'
import { postgres } from './postgres/index.js'
import { probe } from './probe.js'
import { nodeProcess } from './process.js'
import { redis } from './redis/index.js'
import { shopEvents, shopQueries, shopState } from './shop/index.js'
import { system } from './system/index.js'
import { web } from './web.js'

export { businessQueries } from './business-query.js'
export type { DeclaredQuery, WrittenDuration } from './business-query.js'
export { counter, expectedSeries, family, gauge, histogram } from './metric.js'
export type {
  Declaration,
  Exposer,
  Family,
  Kind,
  LabelName,
  LabelSet,
  LabelValue,
  LabelValues,
  Labels,
  Metric,
  Unit,
  UnitOf,
} from './metric.js'
export { application, CACHE_OPERATIONS, LOOKUPS, OUTCOMES, POOL_STATES } from './application.js'
export { backups, textfiles, uploads } from './files.js'
export { containers } from './containers.js'
export { DURATION_BUCKETS, http, METHODS } from './http.js'
export { alertmanagerSelf, deskSelf, exporterSelf, PRIORITIES, prometheusSelf, ruleSeries } from './plimsoll.js'
export { ACTIVITY_STATES, LOCK_MODES, postgres, VACUUM_PHASES } from './postgres/index.js'
export { DNS_PHASES, HTTP_PHASES, probe } from './probe.js'
export { nodeProcess } from './process.js'
export { redis } from './redis/index.js'
export {
  AUCTION_OUTCOMES,
  BID_OUTCOMES,
  DELIVERY_OUTCOMES,
  MAIL_KINDS,
  MAIL_OUTCOMES,
  NPS_GROUPS,
  OFFER_OUTCOMES,
  ORDER_STATUSES,
  PAYMENT_METHODS,
  PAYMENT_OUTCOMES,
  RATES_OUTCOMES,
  REALTIME_DIRECTIONS,
  REALTIME_ENDINGS,
  REALTIME_OPENINGS,
  REFUND_REASONS,
  REVIEW_STARS,
  SEARCH_OUTCOMES,
  shopEvents,
  shopState,
  SIGN_IN_OUTCOMES,
  UPLOAD_OUTCOMES,
} from './shop/index.js'
export {
  CPU_MODES,
  GUEST_MODES,
  MEMORY_COUNTS,
  MEMORY_FIELDS,
  NETSTAT_COUNTERS,
  NETSTAT_GAUGES,
  PROCESS_STATES,
  SOCKET_FIELDS,
  system,
  TCP_STATES,
  VIRTUAL_MEMORY_FIELDS,
} from './system/index.js'
export { BEACON_OUTCOMES, CONNECTIONS, DEVICES, web } from './web.js'

/** Every metric by name. */
export const metrics = Object.freeze({
  ...alertmanagerSelf,
  ...application,
  ...backups,
  ...containers,
  ...deskSelf,
  ...exporterSelf,
  ...http,
  ...nodeProcess,
  ...postgres,
  ...probe,
  ...prometheusSelf,
  ...redis,
  ...ruleSeries,
  ...shopEvents,
  ...shopState,
  ...system,
  ...textfiles,
  ...uploads,
  ...web,
})

/** Every query that the exporter asks of an application's tables. */
export const declaredQueries = Object.freeze([...shopQueries])
