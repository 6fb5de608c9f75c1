import type { LimitCheck } from './finding.js'

/** A level that is less severe must be reached first, or it can never be seen alone. */
export const levelOrder: LimitCheck = ({ levels }) =>
  levels.slice(1).flatMap((level, index) => {
    const [more, less] = [levels[index]?.conditions[0], level.conditions[0]]
    if (!more || !less) return []
    const stricter = more.comparison === 'above' ? less.value.value >= more.value.value : less.value.value <= more.value.value
    const sentence = `${level.priority} at ${less.value.text} is reached no earlier than ${levels[index]?.priority} at ${more.value.text}: give the less severe level the laxer value`
    return stricter ? [{ sentence }] : []
  })
