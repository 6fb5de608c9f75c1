import type { ParsedUrlQuery } from 'node:querystring'
import { STATUSES, URGENCIES } from './alert.js'
import type { Status, Urgency } from './alert.js'
import { BadRequest } from './bad-request.js'

/** What `GET /api/alerts` may ask for; everything left out matches all. */
export interface AlertFilter {
  readonly status?: Status | undefined
  readonly urgency?: Urgency | undefined
  readonly alertname?: string | undefined
  readonly service?: string | undefined
  /** Only what started then or later; ISO 8601 in UTC. */
  readonly since?: string | undefined
  /** Rows at most. */
  readonly limit: number
}

const LARGEST_PAGE = 1000
const USUAL_PAGE = 100
const KNOWN = ['status', 'priority', 'alertname', 'service', 'since', 'limit'] as const

type Parameter = (typeof KNOWN)[number]
type Read = (name: Parameter) => string | undefined

const oneOf = <T extends string>(name: Parameter, text: string | undefined, allowed: readonly T[]): T | undefined => {
  if (text === undefined) return undefined
  const found = allowed.find((value) => value === text)
  if (found === undefined) throw new BadRequest(`"${name}" must be one of ${allowed.join(', ')}.`)
  return found
}

const instant = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  const milliseconds = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(milliseconds)) throw new BadRequest('"since" must be a time such as 2026-11-21T08:00:00Z.')
  return new Date(milliseconds).toISOString()
}

const pageSize = (text: string | undefined): number => {
  if (text === undefined) return USUAL_PAGE
  const size = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (size < 1 || size > LARGEST_PAGE) throw new BadRequest(`"limit" must be a number from 1 to ${LARGEST_PAGE}.`)
  return size
}

const bounded = (name: Parameter, text: string | undefined): string | undefined => {
  if (text !== undefined && (text.length > 256 || text.includes('\0')))
    throw new BadRequest(`"${name}" must be a name of at most 256 characters.`)
  return text
}

/**
 * Reads a query string. A parameter that does not exist is refused: a mistyped filter must not answer with everything.
 *
 * @throws BadRequest with one sentence that names the parameter.
 * @example parseFilter({ status: 'firing', priority: 'P0' })
 */
export const parseFilter = (query: ParsedUrlQuery): AlertFilter => {
  const unknown = Object.keys(query).find((name) => !KNOWN.some((known) => known === name))
  if (unknown !== undefined) throw new BadRequest(`"${unknown.slice(0, 64)}" is no filter: use ${KNOWN.join(', ')}.`)
  const read: Read = (name) => {
    const value = query[name]
    if (Array.isArray(value)) throw new BadRequest(`"${name}" may be given once.`)
    return value
  }
  return {
    status: oneOf('status', read('status'), STATUSES),
    urgency: oneOf('priority', read('priority'), URGENCIES),
    alertname: bounded('alertname', read('alertname')),
    service: bounded('service', read('service')),
    since: instant(read('since')),
    limit: pageSize(read('limit')),
  }
}
