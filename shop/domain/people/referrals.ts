import { randomBytes } from 'node:crypto'
import type { Database } from '../../database/database.js'

export interface Referral {
  readonly code: string
  /** How many opened an account with it. */
  readonly referred: number
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

// The first one that is asked for stays.
const CODE = `update users set referral_code = coalesce(referral_code, $2) where id = $1
  returning referral_code as code, (select count(*)::integer from users as friends where friends.referred_by = $1) as referred`

const newCode = (): string => Array.from(randomBytes(8), (byte) => LETTERS[byte % LETTERS.length]).join('')

/** The user's code, which brings friends. */
export const referralOf = async (database: Database, userId: number): Promise<Referral> => {
  const referral = (await database.query<Referral>('referral_code', CODE, [userId, newCode()]))[0]
  if (!referral) throw new Error('the user of a session is not there')
  return referral
}
