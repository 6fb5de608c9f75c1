import {
  MAIL_KINDS,
  MAIL_OUTCOMES,
  NPS_GROUPS,
  REVIEW_STARS,
  shopEvents,
  SIGN_IN_OUTCOMES,
  UPLOAD_OUTCOMES,
} from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { counterOf } from '../values.js'

/** What people do beside buying. */
export interface PeopleEvents {
  readonly signUp: () => void
  readonly signIn: (outcome: (typeof SIGN_IN_OUTCOMES)[number]) => void
  readonly message: () => void
  /** Takes a whole number of stars from 1 to 5; another throws RangeError. */
  readonly review: (stars: number) => void
  /** Takes the score from 0 to 10 and counts its group. */
  readonly npsAnswer: (score: number) => void
  readonly sampleRequest: () => void
  readonly upload: (outcome: (typeof UPLOAD_OUTCOMES)[number]) => void
  readonly mail: (kind: (typeof MAIL_KINDS)[number], outcome: (typeof MAIL_OUTCOMES)[number]) => void
}

/** The label of so many stars; text that a caller chose never becomes one. */
const starsLabel = (stars: number): (typeof REVIEW_STARS)[number] => {
  const label = REVIEW_STARS.find((known) => Number(known) === stars)
  if (label === undefined) throw new RangeError(`a review has 1 to 5 stars, got ${stars}`)
  return label
}

const groupOf = (score: number): (typeof NPS_GROUPS)[number] => {
  if (score >= 9) return 'promoter'
  return score >= 7 ? 'passive' : 'detractor'
}

const judgements = (instruments: Instruments): Pick<PeopleEvents, 'review' | 'npsAnswer'> => {
  const reviews = counterOf(instruments, shopEvents.shop_reviews_total)
  const answers = counterOf(instruments, shopEvents.shop_nps_answers_total)
  for (const stars of REVIEW_STARS) reviews.inc({ stars }, 0)
  for (const group of NPS_GROUPS) answers.inc({ group }, 0)
  return {
    review: (stars) => reviews.inc({ stars: starsLabel(stars) }),
    npsAnswer: (score) => answers.inc({ group: groupOf(score) }),
  }
}

const deliveries = (instruments: Instruments): Pick<PeopleEvents, 'upload' | 'mail'> => {
  const uploads = counterOf(instruments, shopEvents.shop_uploads_total)
  const mails = counterOf(instruments, shopEvents.shop_mails_total)
  for (const outcome of UPLOAD_OUTCOMES) uploads.inc({ outcome }, 0)
  for (const kind of MAIL_KINDS) for (const outcome of MAIL_OUTCOMES) mails.inc({ kind, outcome }, 0)
  return { upload: (outcome) => uploads.inc({ outcome }), mail: (kind, outcome) => mails.inc({ kind, outcome }) }
}

export const peopleEvents = (instruments: Instruments): PeopleEvents => {
  const signUps = counterOf(instruments, shopEvents.shop_sign_ups_total)
  const signIns = counterOf(instruments, shopEvents.shop_sign_ins_total)
  const messages = counterOf(instruments, shopEvents.shop_messages_total)
  const samples = counterOf(instruments, shopEvents.shop_samples_requested_total)
  for (const plain of [signUps, messages, samples]) plain.inc({}, 0)
  for (const outcome of SIGN_IN_OUTCOMES) signIns.inc({ outcome }, 0)
  return Object.freeze({
    ...judgements(instruments),
    ...deliveries(instruments),
    signUp: () => signUps.inc({}),
    signIn: (outcome) => signIns.inc({ outcome }),
    message: () => messages.inc({}),
    sampleRequest: () => samples.inc({}),
  } satisfies PeopleEvents)
}
