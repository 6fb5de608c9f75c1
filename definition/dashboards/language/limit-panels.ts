import { binary, literal, selector } from '../../promql/index.js'
import type { Level, Limit } from '../../thresholds/index.js'
import { whereText } from '../../thresholds/index.js'
import type { Panel, Plotted, Query, Scope, State, Steps } from './panel.js'
import { isBelow, PRIORITY_COLOURS, softRangeOf, stepsOf } from './steps.js'

const ACRONYMS: Readonly<Record<string, string>> = { http: 'HTTP', cpu: 'CPU' }

/** HttpErrorRatioHigh reads "HTTP error ratio": which side is wrong is the line's matter. StockLow counts what is low. */
const titleOf = (limit: Limit): string => {
  const words = limit.name
    .replace(isBelow(limit) ? /Low$/ : /High$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ')
    .map((word) => ACRONYMS[word] ?? word)
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The very series that a rule writes and an alert compares. */
export const recordOf = (limit: Limit, record = limit.signal): Plotted => ({
  node: selector(record, [], limit.labels),
  labels: limit.labels,
  unit: limit.unit,
})

const splitBy = (labels: readonly string[]): string => (labels.length > 0 ? `, by ${labels.join(' and ')}` : '')

const legendOf = (limit: Limit, otherwise: string): string => limit.labels.map((label) => `{{${label}}}`).join(' ') || otherwise

const levelText = (level: Level): string => {
  const { priority, conditions, for: span } = level
  const [first] = conditions
  return first ? `${priority} when ${first.comparison} ${first.value.text} for ${span}${whereText(level)}` : `${priority} after ${span}`
}

const worryOf = (limit: Limit): string => `${limit.levels.map(levelText).join('; ')}. ${limit.means}`

interface Place {
  readonly scope: Scope
  readonly whenEmpty: string
}

const common = (limit: Limit, place: Place) => ({
  title: titleOf(limit),
  shows: `What the alert ${limit.name} compares${splitBy(limit.labels)}. The dashed lines are its limits.`,
  worry: worryOf(limit),
  act: `${limit.check[0] ?? ''} The runbook says the rest.`,
  width: 8,
  height: 8,
  home: limit,
  ...place,
})

const SEEN: readonly State[] = [
  { value: 0, text: 'seen', colour: 'green' },
  { value: 1, text: 'missing', colour: 'red' },
]

/** A thing that is there (1) or not (0) has no line to draw. */
const isSwitch = (limit: Limit): boolean =>
  limit.unit === 'count' && isBelow(limit) && limit.levels.every(({ conditions }) => conditions[0]?.value.value === 1)

const switchPanel = (limit: Limit, place: Place): Panel => ({
  ...common(limit, place),
  kind: 'states',
  shows: `What the alert ${limit.name} compares${splitBy(limit.labels)}.`,
  queries: [{ of: recordOf(limit), legend: legendOf(limit, 'now') }],
  states: [
    { value: 0, text: titleOf(limit).toLowerCase(), colour: PRIORITY_COLOURS[limit.levels[0]?.priority ?? 'P0'] },
    { value: 1, text: 'as it should be', colour: 'green' },
  ],
})

const thresholdPanel = (limit: Limit, place: Place): Panel => ({
  ...common(limit, place),
  kind: 'timeseries',
  queries: [{ of: recordOf(limit), legend: legendOf(limit, titleOf(limit)) }],
  lines: stepsOf(limit),
  softRange: softRangeOf(limit),
})

/** The record holds only what is missing; a panel that is empty while all is well could as well be broken. */
const missingOrSeen = (limit: Limit): Plotted => {
  const missing = recordOf(limit)
  return limit.expected ? { ...missing, node: binary('or', missing.node, binary('*', limit.expected, literal(0))) } : missing
}

const heartbeatPanel = (limit: Limit, place: Place): Panel => ({
  ...common(limit, { ...place, whenEmpty: 'nothing is expected' }),
  kind: 'states',
  shows: `What is expected${splitBy(limit.labels)}: a red bar for as long as it is missing.`,
  queries: [{ of: missingOrSeen(limit), legend: legendOf(limit, 'missing') }],
  states: SEEN,
})

const watchdogPanel = (limit: Limit, place: Place): Panel => ({
  ...common(limit, { ...place, whenEmpty: 'the rules are not evaluated' }),
  kind: 'stat',
  shows: 'Whether Prometheus evaluates its rules: the alert that always fires.',
  worry: limit.means,
  queries: [{ of: recordOf(limit), legend: 'Watchdog' }],
  states: [{ value: 1, text: 'fires, as it must', colour: 'green' }],
})

/** Each level looks back over its own window, so each has its own series under its own line. */
const burnQueries = (limit: Limit): readonly Query[] =>
  limit.levels.flatMap(({ priority, conditions: [first], labels }) =>
    first ? [{ of: recordOf(limit, first.record), legend: `${priority} ${labels['long']}: ${legendOf(limit, 'all')}` }] : [],
  )

const BUDGET_STEPS: Steps = { base: 'red', steps: [{ from: 0, colour: 'green' }] }

const burnPanel = (limit: Limit, place: Place, [first, ...others]: readonly Query[]): Panel => ({
  ...common(limit, place),
  kind: 'timeseries',
  shows: `The share of bad events over the window of each level${splitBy(limit.labels)}; each level has a dashed line of its own.`,
  queries: [first ?? { of: recordOf(limit), legend: legendOf(limit, 'all') }, ...others],
  lines: stepsOf(limit),
  softRange: softRangeOf(limit),
})

const budgetPanel = (limit: Limit, place: Place, budget: string): Panel => {
  const { home: _elsewhere, ...words } = common(limit, place)
  return {
    ...words,
    kind: 'bargauge',
    width: 4,
    title: `${titleOf(limit).replace(/ budget burn$/, '')} budget left`,
    shows: `What is left of the error budget of 30 days${splitBy(limit.labels)}; ${limit.target?.text ?? ''} is promised.`,
    worry: 'Red means that the month is already worse than promised.',
    act: 'While little is left, release less and repair first.',
    queries: [{ of: recordOf(limit, budget), legend: legendOf(limit, 'all') }],
    range: { from: 0, to: 1 },
    steps: BUDGET_STEPS,
  }
}

/**
 * The panels of a limit, the first of them its home: they plot the very series that its alert compares, with the
 * definition's own numbers as lines.
 *
 * @example limitPanels(http.httpErrorRatio, { scope: services, whenEmpty: 'no traffic' })
 */
export const limitPanels = (limit: Limit, place: Place): readonly Panel[] => {
  if (limit.kind === 'heartbeat') return [heartbeatPanel(limit, place)]
  if (limit.kind === 'watchdog') return [watchdogPanel(limit, place)]
  if (limit.kind === 'objective')
    return [burnPanel(limit, place, burnQueries(limit)), ...(limit.budget ? [budgetPanel(limit, place, limit.budget)] : [])]
  return [isSwitch(limit) ? switchPanel(limit, place) : thresholdPanel(limit, place)]
}

export { BUDGET_STEPS }
