import { isAbsolute, join, relative } from 'node:path'
import type { Definition } from '../definition/thresholds/index.js'
import { definition } from '../definition/thresholds/index.js'
import { readText } from '../generator/emit/index.js'
import type { Override } from '../generator/overrides/index.js'
import { expiredFindings, overridden, overridesFrom } from '../generator/overrides/index.js'

/** What holds on a site: its definition, and where that differs from the one that is written. */
export interface SiteDefinition {
  readonly definition: Definition
  readonly overrides: readonly Override[]
  /** Sentences for the person who runs the command; nothing is refused for them. */
  readonly warnings: readonly string[]
}

/** The path as a person would type it from here. */
const shown = (file: string): string => {
  const near = relative(process.cwd(), file)
  return near.startsWith('..') || isAbsolute(near) ? file : near
}

/** The day of UTC, so that a command finds the same wherever it runs. */
export const today = (): string => new Date().toISOString().slice(0, 10)

const unknownEnvironment = (overrides: readonly Override[], environment: string | undefined): readonly string[] => {
  const named = new Set(overrides.flatMap((override) => override.environment ?? []))
  if (environment === undefined || named.size === 0 || named.has(environment)) return []
  return [`no override names the environment ${environment}, only ${[...named].join(', ')}: what holds everywhere is taken`]
}

/**
 * Reads overrides.yaml at the root of a site, where there is one.
 *
 * @throws UsageError for a mistake in it.
 */
export const siteDefinition = (root: string, named: string | undefined): SiteDefinition => {
  // a variable that is set to nothing names nothing
  const environment = named === '' ? undefined : named
  const file = join(root, 'overrides.yaml')
  const text = readText(file)
  const overrides = text === undefined ? [] : overridesFrom(text, { file: shown(file) })
  return {
    definition: overridden(definition, overrides, { environment }),
    overrides,
    warnings: [
      ...unknownEnvironment(overrides, environment),
      ...expiredFindings(overrides, today()).map(({ subject, sentence }) => `${subject}: ${sentence}; until then it still holds`),
    ],
  }
}

/** Tells warnings where they do not mix with what a program reads. */
export const warn = (warnings: readonly string[]): void => {
  for (const warning of warnings) process.stderr.write(`plimsoll: warning: ${warning}\n`)
}
