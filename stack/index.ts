/**
 * @module The servers of the stack as native programs: found, started, asked whether they are ready, stopped.
 */
export { StartError } from './failure.js'
export { freePort } from './ports.js'
export { startPostgres } from './postgres.js'
export type { PostgresOrder, PostgresServer } from './postgres.js'
export { startAlertmanager, startPrometheus } from './prometheus.js'
export type { MonitorOrder, MonitorServer } from './prometheus.js'
export { httpAnswers, postgresAnswers, redisAnswers, redisSays, untilReady } from './readiness.js'
export { startRedis } from './redis.js'
export type { RedisOrder, RedisServer } from './redis.js'
export type { Exit, Running } from './processes.js'
