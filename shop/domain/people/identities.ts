import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'
import { enter } from './entrance.js'
import type { User } from './user.js'

/** Whom another service says somebody is. */
export interface Identity {
  readonly provider: 'stub'
  readonly subject: string
  readonly email: string
  readonly name: string
}

const KNOWN = `select users.id, email, name, role, verified_at is not null as "isVerified"
  from identities join users on users.id = user_id where provider = $1 and subject = $2`
// The provider has seen the address; no letter is needed.
const OPEN = `with opened as (insert into users (email, name, verified_at) values ($3, $4, now()) on conflict (email) do nothing returning *),
  linked as (insert into identities (provider, subject, user_id) select $1, $2, id from opened)
  select id, email, name, role, true as "isVerified" from opened`

interface Entrance {
  readonly user: User
  /** The account was opened just now. */
  readonly isNew: boolean
}

const find = async (query: Query, { provider, subject }: Identity): Promise<User | undefined> =>
  (await query<User>('identity_user', KNOWN, [provider, subject]))[0]

const open = async (query: Query, identity: Identity): Promise<Entrance> => {
  const { provider, subject, email, name } = identity
  const opened = (await query<User>('identity_open', OPEN, [provider, subject, email, name]))[0]
  if (opened) return { user: opened, isNew: true }
  // Two first sign-ins at the same moment: the second one finds what the first one made.
  const user = await find(query, identity)
  if (user) return { user, isNew: false }
  // An account is never handed to whoever can name its address elsewhere.
  throw new RequestError(409, 'This address has an account with a password already; sign in with it.')
}

/**
 * What the stand-in for an OAuth provider vouches for. It asks for no proof: it stands where a real provider's answer would,
 * and gives addresses of its own domain alone.
 */
export const standInIdentity = (subject: string): Identity => ({
  provider: 'stub',
  subject,
  email: `${subject}@oauth.example`,
  name: subject.slice(0, 1).toUpperCase() + subject.slice(1),
})

/** Signs the session in as whom the provider says it is; opens the account the first time. */
export const signInBy = (database: Database, session: string, identity: Identity): Promise<Entrance> =>
  database.transaction(async (query) => {
    const known = await find(query, identity)
    const entrance = known ? { user: known, isNew: false } : await open(query, identity)
    await enter(query, session, entrance.user.id)
    return entrance
  })
