/**
 * @module The servers of the stack as native programs: found or fetched, started, kept running, stopped.
 */
export { StartError } from './failure.js'
export type { Output } from './fetch.js'
export { freePort } from './ports.js'
export type { Address, Database, Folders, Ground, Plan, PlanFile, ProcessPlan } from './plan.js'
export { startPostgres } from './postgres.js'
export type { PostgresOrder, PostgresServer } from './postgres.js'
export type { Running } from './processes.js'
export { startAlertmanager, startPrometheus } from './prometheus.js'
export type { MonitorOrder, MonitorServer } from './prometheus.js'
export { postgresAnswers, redisAnswers, redisSays } from './readiness.js'
export { startRedis } from './redis.js'
export type { RedisOrder, RedisServer } from './redis.js'
export { down, status } from './status.js'
export type { Ended, Place, ServiceStatus, StackStatus } from './status.js'
export { stopRequests, up } from './up.js'
export type { StackOrder } from './up.js'
