import { createHash, randomBytes } from 'node:crypto'
import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'

/** Letters a user may ask for in two days, the time that a token holds. */
const LETTERS = 5

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const LOCK = 'select id from users where id = $1 for no key update'
const OPEN = `insert into verifications (token_hash, user_id) select $1, id from users where id = $2 and verified_at is null
  and (select count(*) from verifications where user_id = $2 and created_at > now() - interval '2 days') < $3 returning user_id`
const TAKE = `delete from verifications where token_hash = $1 and created_at > now() - interval '2 days' returning user_id as "userId"`
const VERIFY = 'update users set verified_at = coalesce(verified_at, now()) where id = $1'
const DROP_OTHERS = 'delete from verifications where user_id = $1'

/** A new token, 128 random bits, which the user's letter asks for. Its query is that of a transaction: letters are counted in turn. */
export const openVerification = async (query: Query, userId: number): Promise<string> => {
  await query('verification_lock', LOCK, [userId])
  const token = randomBytes(16).toString('base64url')
  const opened = await query('verification_open', OPEN, [hashOf(token), userId, LETTERS])
  if (opened.length > 0) return token
  throw new RequestError(409, 'Your address is verified, or enough letters are on their way; look for the last one.')
}

/** Takes the token out of the letter as the proof that its reader has the address. It serves once. */
export const confirmVerification = (database: Database, token: string): Promise<void> =>
  database.transaction(async (query) => {
    const taken = (await query<{ userId: number }>('verification_take', TAKE, [hashOf(token)]))[0]
    if (!taken) throw new RequestError(404, 'This token is unknown, used, or older than two days; ask for another letter.')
    await query('user_verify', VERIFY, [taken.userId])
    await query('verification_drop_others', DROP_OTHERS, [taken.userId])
  })
