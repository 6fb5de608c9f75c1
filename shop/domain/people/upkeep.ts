import type { Services } from '../../services.js'

/** What nobody needs any longer; each step takes a bounded number of rows. */
const STEPS: readonly (readonly [name: string, statement: string])[] = [
  [
    'upkeep_sign_in_tries',
    `delete from sign_in_tries where (email, address) in (select email, address from sign_in_tries
      where since < now() - interval '15 minutes' limit 500 for update skip locked)`,
  ],
  [
    'upkeep_verifications',
    `delete from verifications where token_hash in (select token_hash from verifications
      where created_at < now() - interval '2 days' limit 500 for update skip locked)`,
  ],
]

/** Forgets old tries, tokens and letters. */
export const keepPeople = async ({ database, mailer }: Pick<Services, 'database' | 'mailer'>): Promise<void> => {
  for (const [name, statement] of STEPS) await database.query(name, statement)
  await mailer.tidy()
}
