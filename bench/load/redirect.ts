/** Lets the shop find something else where it looks for a module, in this process alone; the shop knows nothing of it. */
import type { InitializeHook, ResolveHook } from 'node:module'

/** Address of a module, and of the one that takes its place. */
export type Replacements = readonly (readonly [original: string, replacement: string])[]

const shop = new URL('../../shop/', import.meta.url).href
const replaced = new Map<string, string>()

export const initialize: InitializeHook<Replacements> = (replacements) => {
  for (const [original, replacement] of replacements) replaced.set(original, replacement)
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context)
  const url = context.parentURL?.startsWith(shop) ? replaced.get(resolved.url) : undefined
  return url === undefined ? resolved : { ...resolved, url }
}
