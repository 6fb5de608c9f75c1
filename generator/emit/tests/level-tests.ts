import { inSeconds } from '../../../definition/promql/index.js'
import { STEP_SECONDS } from './step.js'
import type { Condition, Level, Limit } from '../../../definition/thresholds/index.js'
import type { Context, Fed } from './expectation.js'
import { expectedAlerts, keptAlerts } from './expectation.js'
import { seriesText } from './series-text.js'
import type { NamedTest } from './views.js'

/** Half of the 1 % by which a mutation moves a limit: whatever moves, one side of it is seen. */
const NEAR = 0.005

/** A value just past the limit (1), on it (0) or just short of it (-1). */
export const beside = ({ comparison, value }: Condition, side: -1 | 0 | 1): number => {
  // Nothing that is counted goes under none: short of 0 is 0.
  if (value.value === 0) return side === 1 ? NEAR : 0
  // Beside a limit of 99.9 % there is only 0.1 % of room: no share of a whole passes it.
  const room = value.unit === 'ratio' && value.value > 0 && value.value < 1 ? Math.min(value.value, 1 - value.value) : Math.abs(value.value)
  const step = room * NEAR
  return Number((value.value + (comparison === 'above' ? side : -side) * step).toPrecision(12))
}

const healthy = (limit: Limit, { record, comparison }: Condition): number => {
  const bounds = limit.levels
    .flatMap(({ conditions }) => conditions)
    .filter((condition) => condition.record === record)
    .map(({ value }) => value.value)
  return comparison === 'above' ? Math.min(...bounds) / 2 : Math.max(...bounds) * 1.5
}

const fedWith = (level: Level, side: -1 | 0 | 1): Fed =>
  Object.fromEntries(level.conditions.map((condition, index) => [condition.record, beside(condition, index === 0 ? side : 1)]))

/** A burn rate compares two windows with one value, and both must move together. */
const fedAll = (level: Level, side: -1 | 0 | 1): Fed => {
  const [first] = level.conditions
  const value = first?.value.value
  return Object.fromEntries(
    level.conditions.map((condition) => [condition.record, beside(condition, condition.value.value === value ? side : 1)]),
  )
}

const inputs = (limit: Limit, fed: Fed, after: (record: string) => string, samples: number): readonly object[] =>
  Object.entries(fed).map(([record, value]) => ({
    series: seriesText(record, limit.example.of),
    values: `${value}+0x${samples}${after(record)}`,
  }))

const at = (limit: Limit, seconds: number, fed: Fed, context: Context, held = seconds): object => ({
  eval_time: `${seconds}s`,
  alertname: limit.name,
  exp_alerts: expectedAlerts(limit, fed, held, context),
})

/** In the step after the values ended, what outlasts them still fires. */
const kept = (limit: Limit, seconds: number, fed: Fed, context: Context): object => ({
  eval_time: `${seconds}s`,
  alertname: limit.name,
  exp_alerts: keptAlerts(limit, fed, seconds - STEP_SECONDS, context),
})

const steady = (name: string, limit: Limit, level: Level, fed: Fed, context: Context): NamedTest => {
  const end = inSeconds(level.for) + 4 * STEP_SECONDS
  return {
    name,
    interval: `${STEP_SECONDS}s`,
    input_series: inputs(limit, fed, () => '', end / STEP_SECONDS),
    alert_rule_test: [at(limit, end, fed, context)],
  }
}

const NOTHING: Fed = {}

const breach = (limit: Limit, level: Level, context: Context): NamedTest => {
  const fed = fedAll(level, 1)
  const holdFor = inSeconds(level.for)
  const samples = holdFor / STEP_SECONDS + 2
  const recovered = (record: string): string => {
    const condition = level.conditions.find((one) => one.record === record)
    return condition ? ` ${healthy(limit, condition)}+0x3 stale` : ''
  }
  const ended = (samples + 1) * STEP_SECONDS
  return {
    name: `${limit.name} ${level.priority} fires after ${level.for} past its limit, not before, and ends with recovery`,
    interval: `${STEP_SECONDS}s`,
    input_series: inputs(limit, fed, recovered, samples),
    alert_rule_test: [
      at(limit, holdFor - STEP_SECONDS, fed, context),
      at(limit, holdFor, fed, context),
      kept(limit, ended, fed, context),
      at(limit, ended + STEP_SECONDS, NOTHING, context),
    ],
  }
}

const gone = (limit: Limit, level: Level, context: Context): NamedTest => {
  const fed = fedAll(level, 1)
  const samples = inSeconds(level.for) / STEP_SECONDS + 1
  return {
    name: `${limit.name} ${level.priority} ends when its data is gone`,
    interval: `${STEP_SECONDS}s`,
    input_series: inputs(limit, fed, () => ' stale', samples),
    alert_rule_test: [at(limit, samples * STEP_SECONDS, fed, context), at(limit, (samples + 2) * STEP_SECONDS, NOTHING, context)],
  }
}

const otherConditions = (limit: Limit, level: Level, context: Context): readonly NamedTest[] =>
  level.conditions.slice(1).map((condition) => {
    const fed = { ...fedAll(level, 1), [condition.record]: beside(condition, 0) }
    return steady(
      `${limit.name} ${level.priority} needs ${condition.record} past ${condition.value.text} as well`,
      limit,
      level,
      fed,
      context,
    )
  })

const levelTests = (limit: Limit, level: Level, context: Context): readonly NamedTest[] => [
  steady(`${limit.name} ${level.priority} is silent just short of its limit`, limit, level, fedAll(level, -1), context),
  steady(`${limit.name} ${level.priority} is silent on its limit`, limit, level, fedWith(level, 0), context),
  ...otherConditions(limit, level, context),
  breach(limit, level, context),
  gone(limit, level, context),
]

/** Past the most severe limit every level fires on the same labels: that is what lets P0 silence the rest. */
const nested = (limit: Limit, context: Context): readonly NamedTest[] => {
  if (limit.levels.length < 2) return []
  const fed: Fed = Object.assign({}, ...limit.levels.toReversed().map((level) => fedAll(level, 1)))
  const longest = Math.max(...limit.levels.map((level) => inSeconds(level.for))) + STEP_SECONDS
  return [
    {
      name: `${limit.name} fires at every level on the same labels past its most severe limit, so that the highest silences the rest`,
      interval: `${STEP_SECONDS}s`,
      input_series: inputs(limit, fed, () => '', longest / STEP_SECONDS),
      alert_rule_test: [at(limit, longest, fed, context)],
    },
  ]
}

const presence = (limit: Limit, level: Level, context: Context): readonly NamedTest[] => {
  const fed = { [limit.signal]: 1 }
  const holdFor = inSeconds(level.for)
  const samples = holdFor / STEP_SECONDS + 1
  return [
    {
      name: `${limit.name} ${level.priority} fires after ${level.for} of absence, not before, and ends with the return`,
      interval: `${STEP_SECONDS}s`,
      input_series: inputs(limit, fed, () => ' stale', samples),
      alert_rule_test: [
        at(limit, holdFor - STEP_SECONDS, fed, context),
        at(limit, holdFor, fed, context),
        at(limit, (samples + 1) * STEP_SECONDS, NOTHING, context, -1),
      ],
    },
  ]
}

/** Tests that feed the recorded series themselves, where a value can stand exactly on a limit. */
export const levelTestsOf = (limit: Limit, context: Context): readonly NamedTest[] => {
  if (limit.kind === 'watchdog')
    return [
      {
        name: 'Watchdog fires from the first evaluation and for ever',
        interval: `${STEP_SECONDS}s`,
        input_series: [],
        alert_rule_test: [at(limit, 0, NOTHING, context), at(limit, 3600, NOTHING, context)],
      },
    ]
  if (limit.kind === 'heartbeat') return limit.levels.flatMap((level) => presence(limit, level, context))
  return [...limit.levels.flatMap((level) => levelTests(limit, level, context)), ...nested(limit, context)]
}
