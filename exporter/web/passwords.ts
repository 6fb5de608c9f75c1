import { createHash, timingSafeEqual } from 'node:crypto'
import { reveal, type Secret } from '../../configuration/index.js'
import { createWorkThread } from '../threads/thread.js'

const MOST_KNOWN = 100
const MOST_WAITING = 16
const PATIENCE_SECONDS = 10
/** The rest of a hash that belongs to no password. */
const NOBODYS = 'QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi'

export interface Passwords {
  /**
   * Whether the header of a request names a user with the right password.
   *
   * @returns undefined where too many passwords wait to be checked.
   */
  readonly check: (header: string, users: ReadonlyMap<string, Secret>) => Promise<boolean | undefined>
  readonly close: () => Promise<void>
}

interface Credentials {
  readonly user: string
  readonly password: string
}

const credentialsOf = (header: string): Credentials | undefined => {
  const [, encoded] = /^Basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(header.slice(0, 4096)) ?? []
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  return at < 0 ? undefined : { user: text.slice(0, at), password: text.slice(at + 1) }
}

/** A hash as dear as the users' own, so that an unknown user takes as long as a known one. */
const hashOfNobody = (users: ReadonlyMap<string, Secret>): string => {
  const costs = [...users.values()].map((hash) => reveal(hash).slice(4, 6))
  return `$2b$${costs.sort().at(-1) ?? '10'}$${NOBODYS}`
}

const digest = (...parts: readonly string[]): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest()

/**
 * Checks passwords against bcrypt hashes, one at a time in a thread of its own. Only right ones are remembered: guesses
 * must not drive them out.
 */
export const createPasswords = (): Passwords => {
  const thread = createWorkThread()
  const known: Buffer[] = []
  let waiting = 0

  const isKnown = (key: Buffer): boolean => known.reduce((found, one) => timingSafeEqual(one, key) || found, false)

  const remember = (key: Buffer): void => {
    if (known.length >= MOST_KNOWN) known.splice(Math.floor(Math.random() * known.length), 1)
    known.push(key)
  }

  const hashed = async (password: string, hash: string): Promise<boolean | undefined> => {
    const signal = AbortSignal.timeout(PATIENCE_SECONDS * 1000)
    waiting += 1
    try {
      return await thread.isPassword(password, hash, signal)
    } catch (error) {
      if (!signal.aborted) throw error
      return undefined
    } finally {
      waiting -= 1
    }
  }

  const check = async (header: string, users: ReadonlyMap<string, Secret>): Promise<boolean | undefined> => {
    const credentials = credentialsOf(header)
    if (!credentials) return false
    const { user, password } = credentials
    const own = users.get(user)
    const hash = own ? reveal(own) : hashOfNobody(users)
    const key = digest(user, hash, password)
    if (own && isKnown(key)) return true
    if (waiting >= MOST_WAITING) return undefined
    const isItsOwn = await hashed(password, hash)
    if (!own || !isItsOwn) return isItsOwn === undefined ? undefined : false
    remember(key)
    return true
  }
  return { check, close: thread.close }
}
