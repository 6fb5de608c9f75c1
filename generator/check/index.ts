/**
 * @module What a type cannot refuse: one file a check, one page of docs/checks/ a check.
 */
import type { Limit } from '../../definition/thresholds/index.js'
import { definition, limitsOf } from '../../definition/thresholds/index.js'
import type { Finding, LimitCheck } from './finding.js'
import { beyondBuckets } from './beyond-buckets.js'
import { impossibleRatio } from './impossible-ratio.js'
import { levelOrder } from './level-order.js'
import { samePrint } from './same-print.js'
import { seriesBudget } from './series-budget.js'
import { shortFor } from './short-for.js'
import { shortWindow } from './short-window.js'
import { unknownMetric } from './unknown-metric.js'

export type { Finding } from './finding.js'

/** Every check on a limit, by the name of its page. */
export const limitChecks: Readonly<Record<string, LimitCheck>> = Object.freeze({
  'beyond-buckets': beyondBuckets,
  'impossible-ratio': impossibleRatio,
  'level-order': levelOrder,
  'same-print': samePrint,
  'short-for': shortFor,
  'short-window': shortWindow,
  'unknown-metric': unknownMetric,
})

/** What every check finds in these limits. */
export const limitFindings = (checked: readonly Limit[]): readonly Finding[] =>
  Object.entries(limitChecks).flatMap(([check, examine]) =>
    checked.flatMap((limit) => examine(limit).map((found) => ({ check, subject: limit.name, ...found }))),
  )

/** What every check finds in a definition. */
export const findings = (of = definition): readonly Finding[] => [...limitFindings(limitsOf(of)), ...seriesBudget()]
