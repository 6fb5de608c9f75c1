/**
 * One id for everything that is written on behalf of one request, across services: the caller's when it is well formed,
 * else a new one.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import type { Middleware } from 'koa'
import { type Logger, symbols } from 'pino'
import { headLine } from './http/head.js'

const HEADER = 'x-correlation-id'
const WELL_FORMED = /^[A-Za-z0-9._-]{1,64}$/

/** Marks a logger whose lines carry the id already; pino's children inherit it. */
const BOUND = Symbol('plimsoll correlation')

const requests = new AsyncLocalStorage<{ readonly correlation_id: string }>()

/** As long as a trace's id of the W3C. */
const ID_BYTES = 16
const ID_LENGTH = 2 * ID_BYTES
const IDS_AT_ONCE = 64

/**
 * Random ids of 32 hexadecimal digits, cut from a longer text. randomUUID puts its text together from twenty pieces, of which
 * each is garbage afterwards.
 */
const createIds = (): (() => string) => {
  let text = ''
  let used = 0
  return () => {
    if (used === text.length) {
      text = randomBytes(ID_BYTES * IDS_AT_ONCE).toString('hex')
      used = 0
    }
    used += ID_LENGTH
    return text.slice(used - ID_LENGTH, used)
  }
}

/** Whether a log line and a header can be trusted with what a caller sent. */
const isWellFormed = (sent: string | readonly string[] | undefined): sent is string => typeof sent === 'string' && WELL_FORMED.test(sent)

/**
 * A pino mixin that adds `correlation_id` to every line that is written while a request is answered, whoever writes it.
 *
 * @example
 * const logger = pino({ mixin: correlationMixin() })
 */
export const correlationMixin = (): ((line: object, level: number, logger: object) => object) => (_line, _level, logger) =>
  BOUND in logger ? {} : { ...requests.getStore() }

const asItIs = (id: string): string => id

/** The log of a request once it has been read, in its state. */
const LOG = Symbol('plimsoll log')

interface RequestState {
  correlationId: string
  [LOG]: unknown
}

interface BoundLogger extends Logger {
  [symbols.chindingsSym]: unknown
  [BOUND]: true
}

/**
 * A child of the logger whose lines carry the id. pino's own `child` looks at the id for secrets, at twenty times the price; an
 * id is well formed, so it is written down as it is.
 */
const logWith = (logger: Logger, id: string): BoundLogger => {
  const log = Object.create(logger) as BoundLogger
  log[symbols.chindingsSym] = `${String(log[symbols.chindingsSym])},"correlation_id":"${id}"`
  log[BOUND] = true
  return log
}

/**
 * Makes the states of requests. They inherit a log that is made when it is first read, since a child of a logger costs more
 * than a request's numbers and most requests write no line. Inherited, because an accessor on each state would give each a
 * hidden class of its own, which costs more than everything else that is measured.
 */
const createStates = (logger: Logger): ((earlier: object, id: string) => RequestState) => {
  const base = Object.create(Object.prototype, {
    log: {
      get(this: RequestState): unknown {
        return (this[LOG] ??= logWith(logger, this.correlationId))
      },
      set(this: RequestState, value: unknown) {
        this[LOG] = value
      },
    },
  }) as object
  return (earlier, id) => {
    const state = Object.create(base) as RequestState
    state.correlationId = id
    state[LOG] = undefined
    return Object.keys(earlier).length === 0 ? state : Object.assign(state, earlier, { correlationId: id, [LOG]: undefined })
  }
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
export const koaCorrelation = (logger: Logger, { mixin = true }: CorrelationOptions = {}): Middleware => {
  const stateOf = createStates(logger)
  const newId = createIds()
  return (ctx, next) => {
    const sent = ctx.req.headers[HEADER]
    const id = isWellFormed(sent) ? sent : newId()
    ctx.state = stateOf(ctx.state, id)
    // Koa clears the headers of an answer that failed.
    headLine(ctx.res, HEADER, asItIs, id)
    return mixin ? requests.run({ correlation_id: id }, next) : next()
  }
}
