import type { Middleware } from 'koa'
import { createBucket } from './bucket.js'
import type { CurrentWeb } from './current.js'
import type { Passwords } from './passwords.js'

/** They say that the process lives and nothing else; Docker and Kubernetes ask them without a password. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/healthz', '/api/health/liveness', '/api/health/readiness'])

/** Extra headers, the rate limit and passwords, before anything is answered. */
export const protection = (web: CurrentWeb, passwords: Passwords): Middleware => {
  const bucket = createBucket()
  return async (ctx, next) => {
    const { headers, rateLimit, users } = web.value()
    ctx.set(headers)
    if (OPEN_PATHS.has(ctx.path) && (ctx.method === 'GET' || ctx.method === 'HEAD')) return next()
    if (rateLimit && !bucket.take(rateLimit)) {
      ctx.status = 429
      ctx.set('retry-after', String(Math.ceil(rateLimit.intervalSeconds)))
      ctx.body = 'Too many requests; rate_limit of the web configuration allows fewer.\n'
      return undefined
    }
    if (users.size === 0) return next()
    const isRight = await passwords.check(ctx.get('authorization'), users)
    if (isRight) return next()
    ctx.status = isRight === undefined ? 503 : 401
    if (isRight === false) ctx.set('www-authenticate', 'Basic realm="plimsoll", charset="UTF-8"')
    ctx.body = isRight === undefined ? 'Too many passwords wait to be checked.\n' : 'Unauthorized\n'
    return undefined
  }
}
