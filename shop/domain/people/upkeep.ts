import { sampleLetter } from '../../mail/letters.js'
import type { Services } from '../../services.js'
import { sendWaitingSamples } from './samples.js'
import { removeStrays } from './uploads.js'

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

/** Sends samples that wait; forgets old tries, tokens, letters and files that belong to nobody. */
export const keepPeople = async ({ database, mailer, uploads }: Pick<Services, 'database' | 'mailer' | 'uploads'>): Promise<void> => {
  for (const [name, statement] of STEPS) await database.query(name, statement)
  for (const sample of await sendWaitingSamples(database)) mailer.post(sampleLetter(sample, sample.product))
  await mailer.tidy()
  await removeStrays(database, uploads)
}
