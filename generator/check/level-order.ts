import type { Level } from '../../definition/thresholds/index.js'
import { canMeet, standsFor, whereText } from '../../definition/thresholds/index.js'
import type { LimitCheck } from './finding.js'

/** Whether the same series can have both levels: where a site gives some series another value, not all do. */
const sharesSeries = (one: Level, other: Level): boolean => {
  const [first, second] = [one.only ?? {}, other.only ?? {}]
  const both = { ...first, ...second }
  return canMeet(first, second) && standsFor(one, both) && standsFor(other, both)
}

const mistakes = (more: Level, less: Level): ReturnType<LimitCheck> => {
  const [upper, lower] = [more.conditions[0], less.conditions[0]]
  if (!upper || !lower || !sharesSeries(more, less)) return []
  const stricter = upper.comparison === 'above' ? lower.value.value >= upper.value.value : lower.value.value <= upper.value.value
  const sentence = `${less.priority}${whereText(less)} at ${lower.value.text} is reached no earlier than ${more.priority}${whereText(more)} at ${upper.value.text}: give the less severe level the laxer value`
  return stricter ? [{ sentence }] : []
}

/** A level that is less severe must be reached first, or it can never be seen alone. */
export const levelOrder: LimitCheck = ({ levels }) => {
  const priorities = [...new Set(levels.map(({ priority }) => priority))]
  const at = (place: number): readonly Level[] => levels.filter(({ priority }) => priority === priorities[place])
  return priorities
    .slice(1)
    .flatMap((_priority, place) => at(place).flatMap((more) => at(place + 1).flatMap((less) => mistakes(more, less))))
}
