import type { Finding } from '../check/index.js'
import type { Override } from './override.js'

/** An override past its day: it still holds until somebody decides. `today` is a day such as 2026-12-31. */
export const expiredFindings = (overrides: readonly Override[], today: string): readonly Finding[] =>
  overrides
    .filter(({ expires }) => expires < today)
    .map(({ limit, level, value, owner, expires, where }) => ({
      check: 'expired-override',
      subject: limit,
      sentence: `${where}: the override of ${level} to ${value.text} expired on ${expires}: ${owner} puts the value into the definition, renews it or takes it out`,
    }))
