import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'
import { enter } from './entrance.js'
import type { User } from './user.js'
import { openVerification } from './verification.js'

interface Applicant {
  /** In small letters. */
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  /** Code of the user who brought this one. */
  readonly referral?: string
}

const COLUMNS = 'id, email, name, role, verified_at is not null as "isVerified"'
const REFERRER = 'select id from users where referral_code = $1'
const OPEN = `insert into users (email, name, password_hash, referred_by) values ($1, $2, $3, $4)
  on conflict (email) do nothing returning ${COLUMNS}`
const BY_EMAIL = `select ${COLUMNS}, password_hash as "passwordHash" from users where email = $1`

const referrerOf = async (query: Query, code: string | undefined): Promise<number | null> => {
  if (code === undefined) return null
  const referrer = (await query<{ id: number }>('referral_owner', REFERRER, [code]))[0]
  if (referrer) return referrer.id
  throw new RequestError(400, 'Nobody has this referral code; correct it or leave it away.')
}

/** Opens an account, signs the session in with it, and returns the token that its letter asks for. */
export const signUp = (
  database: Database,
  session: string,
  { email, name, passwordHash, referral }: Applicant,
): Promise<{ readonly user: User; readonly token: string }> =>
  database.transaction(async (query) => {
    const referrer = await referrerOf(query, referral)
    const user = (await query<User>('user_open', OPEN, [email, name, passwordHash, referrer]))[0]
    if (!user) throw new RequestError(409, 'This address has an account already; sign in with it.')
    await enter(query, session, user.id)
    return { user, token: await openVerification(query, user.id) }
  })

/** The account of an address with the hash of its password; both leave this folder together with nobody else. */
export const findAccount = async (
  database: Database,
  email: string,
): Promise<{ readonly user: User; readonly passwordHash: string | null } | undefined> => {
  const row = (await database.query<User & { readonly passwordHash: string | null }>('user_by_email', BY_EMAIL, [email]))[0]
  if (!row) return undefined
  const { passwordHash, ...user } = row
  return { user, passwordHash }
}
