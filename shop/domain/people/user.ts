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

const SEEN = `update users set last_seen_at = now() where id = $1 and (last_seen_at is null or last_seen_at < now() - interval '5 minutes')`

/** Notes that the user is here, to five minutes. */
export const noteSeen = async (database: Database, { id }: User): Promise<void> => {
  await database.query('user_seen_again', SEEN, [id])
}

/** Who signed in with this session, if anybody has. */
export const userOfSession = async (database: Database, session: string): Promise<User | undefined> =>
  (await database.query<User>('user_of_session', OF_SESSION, [session]))[0]
