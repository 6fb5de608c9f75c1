/**
 * @module The words in which limits are written: threshold, objective, heartbeat, watchdog.
 */
export { heartbeat, watchdog } from './heartbeat.js'
export type { Comparison, Condition, Example, Level, Limit, Overridden, Place, Priority, RecordingRule, Severity } from './limit.js'
export { SEVERITIES } from './limit.js'
export { BASE_WINDOW, BURN_WINDOWS, objective } from './objective.js'
export { canMeet, placeText, standsFor, whereText } from './place.js'
export { grew, grows, observes, observesQuantile, observesShare, stands, ticks } from './test-series.js'
export type { TestSeries } from './test-series.js'
export { pastOf } from './past.js'
export type { Past } from './past.js'
export { threshold } from './threshold.js'
