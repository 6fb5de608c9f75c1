import { nearest, UsageError, type LocatedYaml, type Path } from '../../../configuration/index.js'
import type { Configuration } from '../schema/index.js'
import type { Files } from '../servers.js'

export type Written = NonNullable<Configuration['probes']>
export type WrittenModule = NonNullable<Written['modules']>[string]

/** Where a part of `probes` stands, and what its paths and variables are relative to. */
export interface Place {
  readonly located: LocatedYaml<Configuration>
  readonly path: Path
  readonly files: Files
}

export const below = ({ path, ...rest }: Place, ...parts: Path): Place => ({ ...rest, path: [...path, ...parts] })

export const whereOf = ({ located, path }: Place): string => located.where(path)

/** A mistake at this place. */
export const mistake = (place: Place, sentence: string): UsageError => new UsageError(`${whereOf(place)}: ${sentence}`)

/** `write "x"` for a word that is close to a known one, else the known ones. */
export const remedyFor = (word: string, known: readonly string[], otherwise: string): string => {
  const meant = nearest(word, known)
  if (meant) return `write "${meant}"`
  return known.length > 0 ? `use one of ${known.join(', ')}` : otherwise
}
