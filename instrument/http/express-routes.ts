/**
 * The full template of an Express route. A request knows its route's own path, but of the routers above it only the text
 * that they matched: `/tenants/acme`, or nothing once an error has left them. So the routers are walked, once.
 */
import type { IncomingMessage } from 'node:http'

interface Layer {
  readonly route?: ExpressRoute
  /** The path as it was written, where the router tells (router 2.3). */
  readonly rawPath?: unknown
  readonly handle?: { readonly stack?: readonly Layer[] }
}

export interface ExpressRoute {
  readonly path: unknown
}

/** What an Express request says of its route, as far as it is read here; Express itself is not needed. */
export interface ExpressRequest extends IncomingMessage {
  readonly baseUrl?: string
  readonly originalUrl?: string
  readonly route?: ExpressRoute
  /** The application; its router is read, which the types of Express call a text. */
  readonly app?: unknown
}

interface Application {
  readonly router?: { readonly stack?: readonly Layer[] }
}

const DEEPEST = 10

const under = (prefix: string, path: unknown): string => (path === '/' || path === undefined ? prefix : `${prefix}${String(path)}`)
const pathsOf = (path: unknown): readonly unknown[] => (Array.isArray(path) ? path : [path])

type Templates = Map<ExpressRoute, string[]>

const walk = (stack: readonly Layer[], prefix: string, found: Templates, depth: number): void => {
  for (const { route, rawPath, handle } of stack) {
    if (route !== undefined) {
      const templates = pathsOf(route.path).map((path) => `${prefix}${String(path)}`)
      found.set(route, [...(found.get(route) ?? []), ...templates])
    }
    if (handle?.stack === undefined || depth === DEEPEST) continue
    for (const path of pathsOf(rawPath)) walk(handle.stack, under(prefix, path), found, depth + 1)
  }
}

/** Whether the path can have come from the template: as many segments, and the literal ones alike. */
const fits = (template: string, path: string): boolean => {
  const asked = path.split('/')
  const segments = template.split('/')
  return segments.length === asked.length && segments.every((segment, index) => /[:*{]/.test(segment) || segment === asked[index])
}

const choose = (templates: readonly string[], request: ExpressRequest): string | undefined => {
  if (templates.length === 1) return templates[0]
  const path = (request.originalUrl ?? '').replace(/\?.*/s, '')
  return templates.find((template) => fits(template, path))
}

/** Reads the template of a request's route; undefined where no route took it. */
export const createRouteReader = (): ((request: ExpressRequest) => string | undefined) => {
  const known: Templates = new Map()
  return (request) => {
    const route = request.route
    if (route === undefined) return undefined
    if (!known.has(route)) {
      const found: Templates = new Map()
      walk((request.app as Application | undefined)?.router?.stack ?? [], '', found, 0)
      for (const [each, templates] of found) known.set(each, templates)
      // A mounted application keeps its routers to itself.
      if (!known.has(route)) known.set(route, [])
    }
    return choose(known.get(route) ?? [], request) ?? `${request.baseUrl ?? ''}${String(route.path)}`
  }
}
