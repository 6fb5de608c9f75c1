import type { Database } from '../../database/database.js'

export const ROLES = ['buyer', 'supplier', 'administrator'] as const
export type Role = (typeof ROLES)[number]

/** Somebody who has signed in. */
export interface User {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly role: Role
  /** Has answered the letter that was sent to the address. */
  readonly isVerified: boolean
}

const OF_SESSION = `select users.id, email, name, role, verified_at is not null as "isVerified"
  from sessions join users on users.id = user_id where sessions.id = $1`

/** Who signed in with this session, if anybody has. */
export const userOfSession = async (database: Database, session: string): Promise<User | undefined> =>
  (await database.query<User>('user_of_session', OF_SESSION, [session]))[0]
