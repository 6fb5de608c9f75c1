import { inSeconds, walk } from '../../../definition/promql/index.js'
import { STEP_SECONDS } from './step.js'
import type { Level, Limit, TestSeries } from '../../../definition/thresholds/index.js'
import { beside } from './level-tests.js'
import { seriesText } from './series-text.js'
import type { NamedTest } from './views.js'

/** A counter whose growth changes goes on from where it stands. */
const grownText = ({ start = 0, before, value }: TestSeries, past: number, samples: number): string => {
  const [then, now] = [(before ?? value) * STEP_SECONDS, value * STEP_SECONDS]
  if (then === now) return `${start}+${now}x${samples}`
  return `${start}+${then}x${past} ${start + then * past + now}+${now}x${samples - past - 1}`
}

const input = (series: TestSeries, past: number, samples: number): object => ({
  series: seriesText(series.name, series.labels),
  values: series.shape === 'stands' ? `${series.value}+0x${samples}` : grownText(series, past, samples),
})

/** How far back a signal asks for history before it says anything. */
const historyOf = (limit: Limit): number => {
  if (limit.example.past) return inSeconds(limit.example.past)
  const offsets = limit.records.flatMap(({ node }) => walk(node).flatMap((inner) => ('offset' in inner ? [inner.offset] : [])))
  return Math.max(0, ...offsets.map((offset) => (offset ? inSeconds(offset) : 0)))
}

/** Long enough for the level's `for`, for the history it asks for, and for the tenth of a burn rate's long window that its guard asks for. */
const enough = (limit: Limit, level: Level): number => {
  const long = level.labels['long']
  const watched = long ? inSeconds(long as `${number}h`) / 8 : historyOf(limit)
  const seconds = watched + inSeconds(level.for) + 600
  return Math.ceil(seconds / STEP_SECONDS) * STEP_SECONDS
}

const firing = (limit: Limit, level: Level): string =>
  `count(ALERTS{alertname="${limit.name}", priority="${level.priority}", alertstate="firing"})`

const test = (name: string, limit: Limit, level: Level, raw: readonly TestSeries[], fires: boolean): NamedTest => ({
  name,
  interval: `${STEP_SECONDS}s`,
  input_series: raw.map((series) => input(series, historyOf(limit) / STEP_SECONDS, enough(limit, level) / STEP_SECONDS)),
  promql_expr_test: [
    { expr: firing(limit, level), eval_time: `${enough(limit, level)}s`, exp_samples: fires ? [{ labels: '{}', value: 1 }] : [] },
  ],
})

const sides = (limit: Limit, level: Level): readonly NamedTest[] => {
  const [first] = level.conditions
  if (!first) {
    return [
      test(`${limit.name} fires when the raw series say missing`, limit, level, limit.example.from(0), true),
      test(`${limit.name} is silent when the raw series say seen`, limit, level, limit.example.from(1), false),
      test(`${limit.name} fires when the raw series are gone`, limit, level, limit.example.gone ?? [], true),
    ]
  }
  return [
    test(
      `${limit.name} ${level.priority} is silent on raw series just short of ${first.value.text}`,
      limit,
      level,
      limit.example.from(beside(first, -1)),
      false,
    ),
    test(
      `${limit.name} ${level.priority} fires on raw series just past ${first.value.text}`,
      limit,
      level,
      limit.example.from(beside(first, 1)),
      true,
    ),
  ]
}

/** Tests that feed raw series, so that the signal's own expression is proved on both sides of every limit. */
export const signalTestsOf = (limit: Limit): readonly NamedTest[] =>
  limit.kind === 'watchdog' ? [] : limit.levels.flatMap((level) => sides(limit, level))
