import { counter, family } from '../metric.js'

export const SIGN_IN_OUTCOMES = ['accepted', 'refused', 'limited'] as const
export const REVIEW_STARS = ['1', '2', '3', '4', '5'] as const
export const NPS_GROUPS = ['promoter', 'passive', 'detractor'] as const
export const UPLOAD_OUTCOMES = ['stored', 'refused', 'full', 'failed'] as const
export const MAIL_KINDS = ['verification', 'receipt', 'sample'] as const
export const MAIL_OUTCOMES = ['sent', 'failed'] as const

/** What people do beside buying, counted where it happens. */
export const peopleEvents = family('application', {
  shop_sign_ups_total: counter({ help: 'Accounts opened.', source: 'business event signUp' }),
  shop_sign_ins_total: counter({
    help: 'Tries to sign in, by outcome; limited are those refused unread because too many had failed.',
    labels: { outcome: SIGN_IN_OUTCOMES },
    source: 'business event signIn',
  }),
  shop_messages_total: counter({ help: 'Messages that users sent each other.', source: 'business event message' }),
  shop_reviews_total: counter({
    help: 'Reviews of products by their buyers, by stars.',
    labels: { stars: REVIEW_STARS },
    source: 'business event review',
  }),
  shop_nps_answers_total: counter({
    help: 'Answers to how likely a recommendation is: promoters gave 9 or 10, detractors 6 or less.',
    labels: { group: NPS_GROUPS },
    source: 'business event npsAnswer',
  }),
  shop_samples_requested_total: counter({ help: 'Samples asked for.', source: 'business event sampleRequest' }),
  shop_uploads_total: counter({
    help: 'Files sent by users, by outcome; refused are too large, of another type, over their quota or broken off; full is a full disk.',
    labels: { outcome: UPLOAD_OUTCOMES },
    source: 'business event upload',
  }),
  shop_mails_total: counter({
    help: 'E-mails, by kind and outcome.',
    labels: { kind: MAIL_KINDS, outcome: MAIL_OUTCOMES },
    source: 'business event mail',
  }),
})
