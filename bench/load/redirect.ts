/** Lets the shop find something else where it looks for instrument/, in this process alone; the shop knows nothing of it. */
import type { ResolveHook } from 'node:module'

const shop = new URL('../../shop/', import.meta.url).href
const instrument = new URL('../../instrument/index.js', import.meta.url).href
const bare = new URL('bare.js', import.meta.url).href

export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context)
  return context.parentURL?.startsWith(shop) && resolved.url === instrument ? { ...resolved, url: bare } : resolved
}
