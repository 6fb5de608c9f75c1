import type { LimitCheck } from './finding.js'

/** A forecast may pass 100 %; what is a share of a whole cannot. */
const mayPassOne = (record: string): boolean => record.includes('predict_linear')

/** A ratio over 1 or under 0 never comes, so its alert never does. */
export const impossibleRatio: LimitCheck = ({ levels, records }) =>
  levels.flatMap(({ priority, conditions }) =>
    conditions
      .filter(({ value, comparison, record }) => {
        const node = JSON.stringify(records.find((rule) => rule.record === record)?.node)
        if (value.unit !== 'ratio' || mayPassOne(node)) return false
        return comparison === 'above' ? value.value >= 1 : value.value <= 0
      })
      .map(({ value, comparison }) => ({
        sentence: `${priority} ${comparison} ${value.text} can never fire: a ratio lies between 0 and 100 %`,
      })),
  )
