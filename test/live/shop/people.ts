import type { Pool } from 'pg'
import { callerOf } from './support.js'

/** A new session's token. */
export const openSession = async (url: string): Promise<string> => (await callerOf(url).post('/api/sessions')).body.session

/** The token of a session that belongs to a new user of this name. */
export const signedIn = async (database: Pool, url: string, name: string): Promise<string> => {
  const session = await openSession(url)
  const user = 'insert into users (email, name) values ($1, $2) returning id'
  const email = `${name.toLowerCase().replaceAll(' ', '-')}-${session.slice(0, 8).toLowerCase()}@shop.example`
  const { rows } = await database.query(user, [email, name])
  await database.query('update sessions set user_id = $1 where id = $2', [rows[0].id, session])
  return session
}
