import type { Route } from './route.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'koa'
import { renderMetrics, type Instruments } from '../../instrument/index.js'
import { release } from '../../configuration/index.js'
import type { Secret } from '../../configuration/index.js'
import { RequestError } from '../errors.js'
import { callerOf, isTrusted } from './trust.js'

type State = 'up' | 'down'

/** The shop needs its database; without the cache it is only slower. */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly database: State
  readonly cache: State
}

export interface HealthSource {
  readonly instruments: Instruments
  /** Each fails, or has not answered within a second, when it is down. */
  readonly probeDatabase: () => Promise<unknown>
  readonly probeCache: () => Promise<unknown>
  readonly token?: Secret | undefined
}

const { version } = release

const PROBE_MILLISECONDS = 1000

const stateOf = async (probe: () => Promise<unknown>): Promise<State> => {
  const late = sleep(PROBE_MILLISECONDS, 'down' as const, { ref: false })
  return Promise.race([
    late,
    probe().then(
      () => 'up' as const,
      () => 'down' as const,
    ),
  ])
}

/** Judges the shop by what it stands on. */
export const judge = (database: State, cache: State): Health => {
  if (database === 'down') return { status: 'down', database, cache }
  return { status: cache === 'down' ? 'degraded' : 'ok', database, cache }
}

const read = async ({ probeDatabase, probeCache }: HealthSource): Promise<Health> =>
  judge(...(await Promise.all([stateOf(probeDatabase), stateOf(probeCache)])))

const processFacts = () => {
  const { rss, heapUsed } = process.memoryUsage()
  return { uptimeSeconds: Math.round(process.uptime()), residentBytes: rss, heapUsedBytes: heapUsed }
}

const seriesOf = (page: string): number => page.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length

const answer = (context: Context, health: Health, more: object = {}): void => {
  context.status = health.status === 'down' ? 503 : 200
  context.body = { ...health, ...more }
}

const alive = (context: Context): void => {
  context.body = { status: 'ok' }
}

type Handler = (source: HealthSource) => Route['handle']

const ready: Handler = (source) => async (context) => answer(context, await read(source))

const detailed: Handler = (source) => async (context) => {
  if (!isTrusted(callerOf(context, 'x-health-token'), source.token)) {
    throw new RequestError(401, 'Send the token of HEALTH_TOKEN in the header x-health-token, or ask from this machine where none is set.')
  }
  answer(context, await read(source), { version, node: process.version, ...processFacts() })
}

const summary: Handler = (source) => async (context) => {
  const [health, page] = await Promise.all([read(source), renderMetrics(source.instruments)])
  answer(context, health, { ...processFacts(), series: seriesOf(page.body) })
}

const information = (context: Context): void => {
  const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString()
  context.body = { name: 'shop', version, node: process.version, startedAt }
}

const metrics: Handler = (source) => async (context) => {
  const page = await renderMetrics(source.instruments)
  context.set('content-type', page.contentType)
  context.body = page.body
}

/** Health at three depths, the metrics page and what this is. Only the detailed page asks who reads it. */
export const healthRoutes = (source: HealthSource): readonly Route[] => [
  { method: 'get', path: '/healthz', handle: alive },
  { method: 'get', path: '/healthz/metrics', handle: summary(source) },
  { method: 'get', path: '/info', handle: information },
  { method: 'get', path: '/metrics', handle: metrics(source) },
  { method: 'get', path: '/api/health', handle: alive },
  { method: 'get', path: '/api/health/liveness', handle: alive },
  { method: 'get', path: '/api/health/readiness', handle: ready(source) },
  { method: 'get', path: '/api/health/detailed', handle: detailed(source) },
]
