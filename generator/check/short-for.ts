import { inSeconds } from '../../definition/promql/index.js'
import { INTERVAL_SECONDS } from '../../definition/site/index.js'
import type { LimitCheck } from './finding.js'

/** One odd sample is no incident: a condition must stand for two evaluations at least. */
export const shortFor: LimitCheck = ({ kind, levels }) =>
  levels
    .filter((level) => kind !== 'watchdog' && inSeconds(level.for) < 2 * INTERVAL_SECONDS)
    .map((level) => ({
      sentence: `${level.priority} waits ${level.for}, less than two evaluations: wait ${2 * INTERVAL_SECONDS}s or longer`,
    }))
