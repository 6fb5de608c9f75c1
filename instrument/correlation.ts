/**
 * One id for everything that is written on behalf of one request, across services: the caller's when it is well formed,
 * else a new one.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { Middleware } from 'koa'
import type { Logger } from 'pino'
import { beforeHead } from './http/head.js'

const HEADER = 'x-correlation-id'
const WELL_FORMED = /^[A-Za-z0-9._-]{1,64}$/

/** Marks a logger whose lines carry the id already; pino's children inherit it. */
const BOUND = Symbol('plimsoll correlation')

const requests = new AsyncLocalStorage<{ readonly correlation_id: string }>()

/** What a caller sent, if it can be trusted in a log line and a header; else a random id. */
const idOf = (sent: string | readonly string[] | undefined): string =>
  typeof sent === 'string' && WELL_FORMED.test(sent) ? sent : randomUUID()

/**
 * A pino mixin that adds `correlation_id` to every line that is written while a request is answered, whoever writes it.
 *
 * @example
 * const logger = pino({ mixin: correlationMixin() })
 */
export const correlationMixin = (): ((line: object, level: number, logger: object) => object) => (_line, _level, logger) =>
  BOUND in logger ? {} : { ...requests.getStore() }

/** A property that is made when it is first read: a child of a logger costs more than a request's numbers, and most write no line. */
const keepUntilAsked = (target: object, name: string, make: () => unknown): void => {
  const shape = { configurable: true, enumerable: true } as const
  const keep = (value: unknown): void => void Object.defineProperty(target, name, { ...shape, value, writable: true })
  const get = (): unknown => {
    const made = make()
    keep(made)
    return made
  }
  Object.defineProperty(target, name, { ...shape, get, set: keep })
}

export interface CorrelationOptions {
  /**
   * Whether correlationMixin knows the request, so that lines of any logger carry the id. Node before 24 pays for it at
   * every promise of every request, a quarter of a small handler's time; `false` leaves the id to `ctx.state.log`.
   */
  readonly mixin?: boolean
}

/**
 * Gives each request its id: `x-correlation-id` in and out (also on error answers), `ctx.state.log` as a logger that
 * carries it, and correlationMixin for every other logger.
 *
 * @example
 * application.use(koaCorrelation(logger))
 */
export const koaCorrelation =
  (logger: Logger, { mixin = true }: CorrelationOptions = {}): Middleware =>
  (ctx, next) => {
    const id = idOf(ctx.req.headers[HEADER])
    keepUntilAsked(ctx.state, 'log', () => Object.assign(logger.child({ correlation_id: id }), { [BOUND]: true }))
    ctx.state['correlationId'] = id
    // Koa clears the headers of an answer that failed.
    beforeHead(ctx.res, () => ctx.res.setHeader(HEADER, id))
    return mixin ? requests.run({ correlation_id: id }, next) : next()
  }
