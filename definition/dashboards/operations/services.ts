import { metrics } from '../../catalogue/index.js'
import { query } from '../../promql/index.js'
import type { Panel } from '../language/index.js'
import { services } from '../language/index.js'

const { up, plimsoll_target_expected: expected } = query(metrics)

/** A target that vanished has no `up`; it is expected all the same, and so it is down. */
const reachable = up.max('service').or(expected.max('service').times(0))

export const servicePanels: readonly Panel[] = [
  {
    kind: 'states',
    width: 8,
    height: 8,
    title: 'Services up',
    shows: 'Whether each service answered its last scrape; one that vanished counts as down.',
    worry: 'A red bar: what the service serves or measures is not there.',
    act: 'Is the process running, and what are its last log lines?',
    whenEmpty: 'nothing is watched',
    queries: [{ of: reachable, legend: '{{service}}' }],
    states: [
      { value: 0, text: 'down', colour: 'red' },
      { value: 1, text: 'up', colour: 'green' },
    ],
    scope: services,
  },
]
