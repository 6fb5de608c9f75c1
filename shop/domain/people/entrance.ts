import type { Query } from '../../database/database.js'
import { unknownSession } from '../../errors.js'

const SESSION = 'select user_id as "userId" from sessions where id = $1 for update'
// Orders stay their buyer's; the session no longer shows them.
const FORGET_ORDERS = 'update orders set session_id = null where session_id = $1'
const FORGET_BASKET = 'delete from basket_items where session_id = $1'
const SET_USER = 'update sessions set user_id = $2 where id = $1'
const TAKE_ORDERS = 'update orders set user_id = $2 where session_id = $1 and user_id is null'
const SEEN = 'update users set last_seen_at = now() where id = $1'

const userOf = async (query: Query, session: string): Promise<number | null> => {
  const row = (await query<{ userId: number | null }>('session_lock', SESSION, [session]))[0]
  if (!row) throw unknownSession()
  return row.userId
}

const empty = async (query: Query, session: string): Promise<void> => {
  await query('session_forget_orders', FORGET_ORDERS, [session])
  await query('session_forget_basket', FORGET_BASKET, [session])
}

/**
 * Signs the user in with the session. What a visitor put into the basket and ordered before becomes the user's; what another
 * user left in the session is not shown to this one.
 */
export const enter = async (query: Query, session: string, userId: number): Promise<void> => {
  const before = await userOf(query, session)
  if (before !== null && before !== userId) await empty(query, session)
  await query('session_enter', SET_USER, [session, userId])
  await query('session_take_orders', TAKE_ORDERS, [session, userId])
  await query('user_seen', SEEN, [userId])
}

/** Signs whoever it is out; the session starts anew and holds nothing of theirs. A visitor's session stays as it is. */
export const leave = async (query: Query, session: string): Promise<void> => {
  if ((await userOf(query, session)) === null) return
  await empty(query, session)
  await query('session_leave', SET_USER, [session, null])
}
