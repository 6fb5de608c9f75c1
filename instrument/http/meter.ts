/**
 * One measurement for every server: Koa, Express and node:http all come down to a request and its answer. What a route,
 * a method and a status need is looked up once and kept, so that a request only adds to numbers.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { http, METHODS } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { headLine } from './head.js'
import { kept, keptWithinBudget, once } from '../kept.js'
import { add, type Buckets, observe, type Scalar } from '../series.js'

/** The route of what no route took: a path is the client's choice and must not become a label. */
const UNMATCHED = 'unmatched'
/** What nginx calls "client closed request": the client left before the answer was whole. */
const CLIENT_CLOSED = 499

interface Exchange<Subject> {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What the route is read from. */
  readonly subject: Subject
  readonly startedAt: number
  /** Bytes of the body as the answer states them. */
  stated: number | undefined
  /** What the socket had sent before this answer, where the answer does not state its own size. */
  sentBefore: number
}

/** Reads the route's template once the answer is over; undefined where no route matched. */
export type RouteReader<Subject> = (subject: Subject) => string | undefined

/** Measures one exchange from now until its answer is closed. */
export type Meter<Subject> = (request: IncomingMessage, response: ServerResponse, subject: Subject) => void

interface StatusSeries {
  readonly requests: Scalar
  readonly duration: Buckets
}

interface RouteSeries {
  readonly answered: (status: number) => StatusSeries
  readonly requestSize: () => Buckets
  readonly responseSize: () => Buckets
}

const methodNames: ReadonlySet<string> = new Set(METHODS)
const methodOf = (method = 'GET'): string => (methodNames.has(method) ? method : 'OTHER')

const createSeries = (instruments: Instruments) => {
  const requests = instruments.scalar(http.http_requests_total)
  const duration = instruments.histogram(http.http_request_duration_seconds)
  const requestSize = instruments.histogram(http.http_request_size_bytes)
  const responseSize = instruments.histogram(http.http_response_size_bytes)
  const ofMethod = (route: string, method: string): RouteSeries => ({
    answered: kept((status: number) => {
      const labels = { method, route, status_code: String(status) }
      return { requests: requests.series(labels), duration: duration.series(labels) }
    }),
    requestSize: once(() => requestSize.series({ method, route })),
    responseSize: once(() => responseSize.series({ method, route })),
  })
  const routes = keptWithinBudget((route) => kept((method: string) => ofMethod(route, method)))
  return (route: string, method: string): RouteSeries => routes(route)(method)
}

const headerLength = (response: ServerResponse): number => (response as { readonly _header?: string | null })['_header']?.length ?? 0

/** Bytes of the body. Where the answer states no size the socket tells, which counts the framing of chunks with it. */
const bodySize = ({ request, response, stated, sentBefore }: Exchange<unknown>, status: number): number => {
  if (request.method === 'HEAD' || status === 204 || status === 304) return 0
  if (stated !== undefined) return stated
  return Math.max(0, request.socket.bytesWritten - sentBefore - headerLength(response))
}

/** A broken answer is the server's own fault where it destroyed it with an error, else the client's. */
const brokenStatus = (response: ServerResponse): number => (response.errored ? 500 : CLIENT_CLOSED)

/** Milliseconds with one decimal, put together of whole numbers: Node.js knows the texts of those. */
const inMilliseconds = (milliseconds: number): string => {
  const tenths = Math.round(milliseconds * 10)
  return `${Math.trunc(tenths / 10)}.${tenths % 10}ms`
}

/** What x-response-time says. Notes the size that the answer states or, where it states none, where its bytes begin. */
const announce = (exchange: Exchange<unknown>): string => {
  const { response, startedAt } = exchange
  const stated = response.getHeader('content-length')
  if (stated === undefined) exchange.sentBefore = response.req.socket.bytesWritten
  else exchange.stated = Number(stated)
  return inMilliseconds(performance.now() - startedAt)
}

export const createMeter = <Subject>(instruments: Instruments, routeOf: RouteReader<Subject>): Meter<Subject> => {
  const seriesOf = createSeries(instruments)
  const inFlight = instruments.scalar(http.http_requests_in_flight).series({})
  // Each property is read once: on the answers of Express a read is no cheap matter (see headLine).
  const close = (exchange: Exchange<Subject>): void => {
    const { request, response, subject, startedAt } = exchange
    const whole = response.writableFinished
    const status = whole ? response.statusCode : brokenStatus(response)
    const series = seriesOf(routeOf(subject) ?? UNMATCHED, methodOf(request.method))
    const answered = series.answered(status)
    add(inFlight, -1)
    add(answered.requests, 1)
    observe(answered.duration, (performance.now() - startedAt) / 1000)
    if (!whole) return
    const stated = request.headers['content-length']
    if (stated !== undefined) observe(series.requestSize(), Number(stated))
    observe(series.responseSize(), bodySize(exchange, status))
  }
  return (request, response, subject) => {
    const exchange: Exchange<Subject> = { request, response, subject, startedAt: performance.now(), stated: undefined, sentBefore: 0 }
    add(inFlight, 1)
    if (response.destroyed) return close(exchange)
    headLine(response, 'x-response-time', announce, exchange)
    response.on('close', () => close(exchange))
  }
}
