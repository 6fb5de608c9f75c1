import type { Random } from '../random.js'
import type { Answer, Client } from './client.js'
import type { People } from './people.js'

/** Somebody on a visit, and the browser that is used. */
export interface Visitor {
  readonly client: Client
  readonly random: Random
  readonly people: People
  /** Looks at an auction as it goes on, until the work is done. */
  readonly watch: (auction: number, session: string, work: () => Promise<void>) => Promise<void>
}

export const chance = (random: Random, share: number): boolean => random() < share

interface Listed {
  readonly id: number
}

const isListed = (entry: unknown): entry is Listed =>
  typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'number'

/** The entries of a list in an answer, those with an id. */
export const listed = ({ body }: Answer, name: string): readonly (Listed & Readonly<Record<string, unknown>>)[] => {
  const entries: unknown = body[name]
  return Array.isArray(entries) ? entries.filter(isListed).map((entry) => ({ ...entry })) : []
}

/** The id of what an answer is about: `{ order: { id: 7 } }`. */
export const idOf = ({ body }: Answer, name: string): number | undefined => {
  const entry = body[name]
  return isListed(entry) ? entry.id : undefined
}
