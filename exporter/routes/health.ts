import { createHash, timingSafeEqual } from 'node:crypto'
import type { Router } from '@koa/router'
import { reveal, type Secret } from '../../configuration/index.js'
import type { Exporter } from '../exporter.js'
import type { CollectorState } from '../states.js'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares digests, so that the time it takes tells nothing of the token. */
const isBearer = (header: string, token: Secret): boolean => {
  const [, given] = /^Bearer +(\S+)$/i.exec(header) ?? []
  return given !== undefined && timingSafeEqual(digest(given), digest(reveal(token)))
}

const secondsSince = (date: Date): number => Math.round((Date.now() - date.getTime()) / 1000)

/** `degraded` says that the exporter works and a source does not. */
const statusOf = (states: readonly CollectorState[]): 'healthy' | 'degraded' =>
  states.some(({ success }) => success === false) ? 'degraded' : 'healthy'

const counts = (states: readonly CollectorState[]) => ({
  total: states.length,
  working: states.filter(({ success }) => success === true).length,
  failing: states.filter(({ success }) => success === false).length,
})

const detailed = ({ states, identity, startedAt, settings }: Exporter) => ({
  status: statusOf(states.list()),
  version: identity.version,
  uptimeSeconds: secondsSince(startedAt),
  memory: process.memoryUsage(),
  targets: {
    postgres: settings.postgres.map(({ name }) => name),
    redis: settings.redis.map(({ name }) => name),
    system: settings.system ? [settings.system.name] : [],
  },
  collectors: states.list(),
})

const NO_TOKEN = 'The detailed health is off: name a token with health.token_file or health.token_variable in the configuration.'
const WRONG_TOKEN = 'Send the header "Authorization: Bearer" with the token that health.token_file names.'

/** What people, load balancers and Kubernetes ask. Only the detailed answer names errors, so it needs the token. */
export const healthRoutes = (router: Router, exporter: Exporter): void => {
  const { states, identity, startedAt, settings } = exporter

  for (const path of ['/healthz', '/api/health/liveness']) {
    router.get(path, (ctx) => {
      ctx.body = { status: 'ok' }
    })
  }

  // The exporter is ready although a source is not: that is when its page matters.
  router.get('/api/health/readiness', (ctx) => {
    ctx.body = { status: 'ready' }
  })

  router.get('/healthz/metrics', (ctx) => {
    ctx.body = { status: statusOf(states.list()), uptimeSeconds: secondsSince(startedAt), collectors: counts(states.list()) }
  })

  router.get('/api/health', (ctx) => {
    ctx.body = { status: statusOf(states.list()), version: identity.version, uptimeSeconds: secondsSince(startedAt) }
  })

  router.get('/api/health/detailed', (ctx) => {
    if (!settings.token) {
      ctx.status = 403
      ctx.body = { error: NO_TOKEN }
      return
    }
    if (!isBearer(ctx.get('authorization'), settings.token)) {
      ctx.status = 401
      ctx.set('www-authenticate', 'Bearer realm="plimsoll"')
      ctx.body = { error: WRONG_TOKEN }
      return
    }
    ctx.body = detailed(exporter)
  })
}
