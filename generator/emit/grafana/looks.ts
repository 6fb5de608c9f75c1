/** How values look, in Grafana's words: steps, states, what stands for nothing. One place for every kind of panel. */
import {
  MappingType,
  SpecialValueMatch,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Threshold,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { State, Steps } from '../../../definition/dashboards/index.js'

/** Neither good nor bad: without it an empty panel takes the colour of its lowest step, which may be red. */
const NOTHING = '#707070'

const PLAIN: Steps = { base: 'green', steps: [] }

export const thresholdSteps = ({ base, steps }: Steps): Threshold[] => [
  { value: null, color: base },
  ...steps.map(({ from, colour }) => ({ value: from, color: colour })),
]

export const thresholds = (steps: Steps = PLAIN): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(steps))

const nothingMapping = (text: string): ValueMapping => ({
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text, color: NOTHING, index: 0 } },
})

const stateMapping = (states: readonly State[]): ValueMapping => ({
  type: MappingType.ValueToText,
  options: Object.fromEntries(states.map(({ value, text, colour }, index) => [String(value), { text, color: colour, index: index + 1 }])),
})

/** What is written in place of values, and in place of none. */
export const mappings = (whenEmpty: string, states: readonly State[] = []): ValueMapping[] => [
  nothingMapping(whenEmpty),
  ...(states.length > 0 ? [stateMapping(states)] : []),
]
