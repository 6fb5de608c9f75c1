import { nearest, UsageError, type LocatedYaml, type Path } from '../../configuration/index.js'
import type { Configuration } from './schema/index.js'

/** The remedy for a word that is none: the one that was meant, else `otherwise`. */
export const suggestion = (word: string, known: readonly string[], otherwise: string): string => {
  const meant = nearest(word, known)
  return meant ? `write "${meant}"` : otherwise
}

/**
 * The name of a PostgreSQL server that queries are asked of.
 *
 * @throws UsageError where no server has it.
 */
export const knownTarget = ({ value, where }: LocatedYaml<Configuration>, target: string, path: Path): string => {
  const known = (value.postgres ?? []).map(({ name }) => name)
  if (known.includes(target)) return target
  const remedy = suggestion(target, known, known.length === 0 ? 'add it under postgres' : `use ${known.join(', ')}`)
  throw new UsageError(`${where(path)}: no postgres server is named "${target}"; ${remedy}.`)
}
