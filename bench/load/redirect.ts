/**
 * Several shops in one process, each of modules of its own and some with other modules where they look for one. A shop's name
 * is the query of the addresses of shop/ and instrument/; the shop knows nothing of it. All other modules they share.
 */
import type { InitializeHook, ResolveHook } from 'node:module'

/** Address of a module, and of the one that takes its place. */
export type Replacements = readonly (readonly [original: string, replacement: string])[]

const addressOf = (path: string): string => new URL(path, import.meta.url).href
const shop = addressOf('../../shop/')
const own = [shop, addressOf('../../instrument/'), addressOf('./')]
const replaced = new Map<string, ReadonlyMap<string, string>>()

export const initialize: InitializeHook<Readonly<Record<string, Replacements>>> = (replacementsOf) => {
  for (const [name, replacements] of Object.entries(replacementsOf)) replaced.set(name, new Map(replacements))
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context)
  const { href, search } = new URL(context.parentURL ?? resolved.url)
  if (search === '' || !own.some((folder) => resolved.url.startsWith(folder))) return resolved
  const url = (href.startsWith(shop) ? replaced.get(search.slice(1))?.get(resolved.url) : undefined) ?? resolved.url
  return { ...resolved, url: `${url}${search}` }
}
