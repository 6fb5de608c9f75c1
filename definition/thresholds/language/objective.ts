import type { Duration, Quantity, Vector } from '../../promql/index.js'
import { binary, inSeconds, literal, percent, recorded } from '../../promql/index.js'
import type { Condition, Level, Limit, Priority, RecordingRule } from './limit.js'
import { recordName, snakeCase } from './names.js'
import type { TestSeries } from './test-series.js'
import type { Saying } from './words.js'
import { wordsOf } from './words.js'

interface BurnWindow {
  readonly long: Duration
  readonly short: Duration
  /** Budget of 30 days that burns this many times too fast in `long`. */
  readonly factor: number
  readonly for: Duration
}

/** The Site Reliability Workbook, chapter 5, with the 1 d row that sloth and the Kubernetes mixin add. */
export const BURN_WINDOWS: Readonly<Record<Priority, BurnWindow>> = {
  P0: { long: '1h', short: '5m', factor: 14.4, for: '2m' },
  P1: { long: '6h', short: '30m', factor: 6, for: '15m' },
  P2: { long: '1d', short: '2h', factor: 3, for: '1h' },
  P3: { long: '3d', short: '6h', factor: 1, for: '3h' },
}

const PERIOD: Duration = '30d'
/** Both rates are recorded over 5 minutes; longer windows are sums of those records, which is cheap and exact. */
export const BASE_WINDOW: Duration = '5m'

export interface ObjectiveOptions<L extends string, V extends string> extends Saying<L> {
  /** Share of good events promised over 30 days. */
  readonly target: Quantity<'ratio'>
  /** Burn rates that alert, one a level. */
  readonly levels: readonly [Priority, ...Priority[]]
  /** Events a second over the whole long window, time before the first sample counted as none; below it nothing is said. */
  readonly atLeast: Quantity<V>
  readonly example: {
    readonly of: { readonly [N in L]: string }
    /** Raw series in which this share of events is bad. */
    readonly from: (badShare: number) => readonly TestSeries[]
  }
}

/** Steps of a window: often enough to follow an outage, rarely enough to read 30 days at every evaluation. */
const stepOf = (window: Duration): Duration => (inSeconds(window) <= inSeconds('6h') ? '1m' : '5m')

interface Recorded {
  readonly metric: string
  readonly labels: readonly string[]
}

const ratioRecord = ({ labels, metric }: Recorded, window: Duration): string => recordName(labels, metric, `bad_ratio${window}`)

const burnValue = (budget: number, factor: number): Quantity => {
  const value = Number((budget * factor).toPrecision(12))
  const { text } = percent(Number((value * 100).toPrecision(12)))
  return { value, unit: 'ratio', text: `${text} (${factor} times the budget of ${Number((budget * 100).toPrecision(12))} %)` }
}

const refuseImpossible = (name: string, priority: Priority, value: number): void => {
  if (value >= 1)
    throw new TypeError(
      `${name}: the ${priority} burn rate ${BURN_WINDOWS[priority].factor} needs more than 100 % bad events and can never fire: leave ${priority} out of its levels`,
    )
}

const levelOf = (name: string, series: Recorded, priority: Priority, budget: number, guard: Quantity): Level => {
  const window = BURN_WINDOWS[priority]
  const value = burnValue(budget, window.factor)
  refuseImpossible(name, priority, value.value)
  const over = (span: Duration): Condition => ({ record: ratioRecord(series, span), comparison: 'above', value })
  return {
    priority,
    conditions: [
      over(window.long),
      over(window.short),
      { record: recordName(series.labels, series.metric, `events_rate${window.long}`), comparison: 'above', value: guard },
    ],
    for: window.for,
    labels: { long: window.long, short: window.short, burn_rate: String(window.factor) },
  }
}

const windowsOf = (levels: readonly Priority[]): readonly Duration[] =>
  [...new Set(levels.flatMap((priority) => [BURN_WINDOWS[priority].short, BURN_WINDOWS[priority].long]))].toSorted(
    (one, other) => inSeconds(one) - inSeconds(other),
  )

const rulesOf = <L extends string>(
  series: Recorded,
  bad: Vector<L, string>,
  events: Vector<L, string>,
  options: { readonly levels: readonly Priority[]; readonly budget: number; readonly budgetRecord: string },
): readonly RecordingRule[] => {
  const badRecord = recordName(series.labels, series.metric, `bad_rate${BASE_WINDOW}`)
  const eventsRecord = recordName(series.labels, series.metric, `events_rate${BASE_WINDOW}`)
  const [badRate, eventsRate] = [recorded(badRecord, bad), recorded(eventsRecord, events)]
  const share = (window: Duration) =>
    window === BASE_WINDOW
      ? badRate.per(eventsRate)
      : badRate.sumOver(window, stepOf(window)).per(eventsRate.sumOver(window, stepOf(window)))
  const longs = options.levels.map((priority) => BURN_WINDOWS[priority].long)
  return [
    { record: badRecord, node: bad.node },
    { record: eventsRecord, node: events.node },
    ...windowsOf(options.levels).map((window) => ({ record: ratioRecord(series, window), node: share(window).node })),
    ...longs.map((window) => ({
      record: recordName(series.labels, series.metric, `events_rate${window}`),
      node: eventsRate.sumOver(window, stepOf(window)).times(inSeconds(stepOf(window)) / inSeconds(window)).node,
    })),
    { record: options.budgetRecord, node: binary('-', literal(1), binary('/', share(PERIOD).node, literal(options.budget))) },
  ]
}

/**
 * A share of good events promised over 30 days; alerts when the error budget burns too fast, one alert a window.
 * `bad` and `events` are rates over 5 minutes with the same labels.
 *
 * @throws TypeError where a level could never fire.
 */
export const objective = <L extends string, V extends string>(
  name: string,
  bad: Vector<L, V>,
  events: Vector<L, V>,
  options: ObjectiveOptions<L, V>,
): Limit => {
  const labels = events.labels
  const metric = snakeCase(name).replace(/_budget_burn$/, '')
  const series: Recorded = { metric, labels }
  const budget = Number((1 - options.target.value).toPrecision(12))
  const budgetRecord = recordName(labels, metric, `budget_left_ratio${PERIOD}`)
  const rules = { levels: options.levels, budget, budgetRecord }
  return Object.freeze({
    kind: 'objective',
    name,
    ...wordsOf(options, labels),
    labels,
    unit: 'ratio',
    signal: ratioRecord(series, BURN_WINDOWS[options.levels[0]].long),
    records: rulesOf(series, bad as unknown as Vector<L, string>, events as unknown as Vector<L, string>, rules),
    levels: options.levels.map((priority) => levelOf(name, series, priority, budget, options.atLeast as unknown as Quantity)),
    example: options.example,
    target: options.target,
    budget: budgetRecord,
  })
}
