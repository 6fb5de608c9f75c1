/**
 * @module The servers of the stack as native programs: found or fetched, started, kept running, stopped.
 */
export { StartError } from './failure.js'
export { freePort } from './ports.js'
export type { Ground, Plan, ProcessPlan } from './plan.js'
export { startPostgres } from './postgres.js'
export type { PostgresOrder } from './postgres.js'
export type { Running } from './processes.js'
export { startAlertmanager, startPrometheus } from './prometheus.js'
export type { MonitorServer } from './prometheus.js'
export { postgresAnswers, redisAnswers, redisSays } from './readiness.js'
export { startRedis } from './redis.js'
export { down, status } from './status.js'
export { stopRequests, up } from './up.js'
