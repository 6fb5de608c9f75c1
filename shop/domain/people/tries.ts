import type { Database } from '../../database/database.js'

interface Try {
  /** Too many have failed; this one is not even looked at. */
  readonly isOneTooMany: boolean
  /** When the next window begins. */
  readonly waitSeconds: number
}

/** Tries to sign in to one account from one address in a quarter of an hour; a success forgets them. */
export const SIGN_IN_TRIES = 10

// Counted before the password is looked at: of a thousand tries at the same moment ten get through.
const TAKE = `insert into sign_in_tries as known (email, address, tries) values ($1, $2, 1)
  on conflict (email, address) do update set
    tries = case when known.since < now() - interval '15 minutes' then 1 else least(known.tries + 1, 1000) end,
    since = case when known.since < now() - interval '15 minutes' then now() else known.since end
  returning tries, greatest(1, ceil(extract(epoch from since + interval '15 minutes' - now())))::integer as "waitSeconds"`
const FORGET = 'delete from sign_in_tries where email = $1 and address = $2'

/** Takes one of the tries that the account has from this address. */
export const takeTry = async (database: Database, email: string, address: string): Promise<Try> => {
  const row = (await database.query<{ tries: number; waitSeconds: number }>('sign_in_try', TAKE, [email, address]))[0]
  return { isOneTooMany: (row?.tries ?? 1) > SIGN_IN_TRIES, waitSeconds: row?.waitSeconds ?? 1 }
}

/** Forgets them, after a success. */
export const forgetTries = async (database: Database, email: string, address: string): Promise<void> => {
  await database.query('sign_in_tries_forget', FORGET, [email, address])
}
