/**
 * @module Typed PromQL over the catalogue: a chain that makes frozen nodes, and one printer.
 */
export { absent, constant, query, raw, recorded } from './build.js'
export { asDuration, inSeconds } from './duration.js'
export type { Duration } from './duration.js'
export { excludes, matches, not } from './metric-query.js'
export type { Counter, Gauge, Histogram, LabelsOf, Match, Matcher, Queries, QueryOf, TargetLabel } from './metric-query.js'
export { binary, call, children, literal, rebuild, selector, walk } from './node.js'
export type { Join, LabelMatch, Node, Operator, Selector } from './node.js'
export { print } from './print.js'
export type { Form } from './print.js'
export {
  count,
  days,
  gibibytes,
  hours,
  kibibytes,
  mebibytes,
  milliseconds,
  minutes,
  money,
  percent,
  perHour,
  perMinute,
  perSecond,
  ratio,
  seconds,
} from './quantity.js'
export type { Quantity } from './quantity.js'
export { quantityFrom, writingsOf } from './quantity-text.js'
export type { JoinOn, Mistake, PerSecond, Quotient, Vector } from './vector.js'
