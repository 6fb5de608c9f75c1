import { print } from '../../definition/promql/index.js'
import type { Limit } from '../../definition/thresholds/index.js'
import { whereText } from '../../definition/thresholds/index.js'
import type { LimitCheck } from './finding.js'

const printed = ({ levels, records }: Limit): readonly string[] =>
  levels.map((level) =>
    level.conditions
      .map(({ record, comparison, value }) => {
        const node = records.find((rule) => rule.record === record)?.node
        return `${node ? print(node) : record} ${comparison} ${value.value} for ${level.for}${whereText(level)}`
      })
      .join(' and '),
  )

/** Two levels that say the same send two messages for one thing. */
export const samePrint: LimitCheck = (limit) => {
  const texts = printed(limit)
  return limit.levels
    .filter((level, index) => level.conditions.length > 0 && texts.indexOf(texts[index] ?? '') !== index)
    .map((level) => ({ sentence: `${level.priority} says the same as a level above it: leave it out` }))
}
