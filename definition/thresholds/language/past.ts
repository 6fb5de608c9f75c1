import type { Duration, Vector } from '../../promql/index.js'
import { count, recorded } from '../../promql/index.js'
import type { RecordingRule } from './limit.js'
import { operationsOf, recordName, snakeCase } from './names.js'

/** What something was like before, each as one recorded series. */
export interface Past<L extends string, U extends string> {
  readonly now: Vector<L, U>
  /** The middle of the hour before the last ten minutes; missing until ten minutes of it were seen. */
  readonly hourBefore: Vector<L, U>
  /** The middle of two hours around this moment a week ago; missing where less than one of them was seen. */
  readonly weekAgo: Vector<L, U>
  readonly twoWeeksAgo: Vector<L, U>
  /** To be evaluated before whatever reads the above. */
  readonly records: readonly RecordingRule[]
}

interface Reach {
  readonly window: Duration
  readonly step: Duration
  readonly offset: Duration
  /** Steps of the window of which more must have been seen. */
  readonly moreThan: number
}

/** The last ten minutes, in which something may just have gone wrong, are no measure of themselves. */
const HOUR_BEFORE: Reach = { window: '1h', step: '1m', offset: '10m', moreThan: 9 }
/** Two hours, the middle of which lies whole weeks ago. */
const WEEK_AGO: Reach = { window: '2h', step: '5m', offset: '167h', moreThan: 11 }
const TWO_WEEKS_AGO: Reach = { ...WEEK_AGO, offset: '335h' }

const seenThen = <L extends string, U extends string>(now: Vector<L, U>, { window, step, offset, moreThan }: Reach): Vector<L, U> =>
  now
    .medianOver(window, step)
    .offset(offset)
    .and(now.countOver(window, step).offset(offset).above(count(moreThan)), ...now.labels)

/**
 * Records a pace and what it was before, so that a limit can say "half of what is usual" by day and by night, in a shop
 * that has run for half an hour and in one that knows its weeks. A median follows neither an outage nor a rush that
 * lasted less than half of its window.
 */
export const pastOf = <L extends string, U extends string>(name: string, pace: Vector<L, U>): Past<L, U> => {
  const records: RecordingRule[] = []
  const kept = (what: string, operations: string, of: Vector<L, U>): Vector<L, U> => {
    const record = recordName(pace.labels, `${snakeCase(name)}_${what}`, operations)
    records.push({ record, node: of.node })
    return recorded(record, of)
  }
  const now = kept('now', operationsOf(pace.node), pace)
  const hourBefore = kept('hour_before', 'median1h', seenThen(now, HOUR_BEFORE))
  const weekAgo = kept('week_ago', 'median2h', seenThen(now, WEEK_AGO))
  const twoWeeksAgo = kept('two_weeks_ago', 'median2h', seenThen(now, TWO_WEEKS_AGO))
  return Object.freeze({ now, hourBefore, weekAgo, twoWeeksAgo, records: Object.freeze(records) })
}
