import { metrics } from '../../definition/catalogue/index.js'
import { walk } from '../../definition/promql/index.js'
import type { LimitCheck } from './finding.js'

const declared = (name: string): boolean => Object.hasOwn(metrics, name.replace(/_(bucket|sum|count)$/, '')) || Object.hasOwn(metrics, name)

/** Raw text and renamed metrics escape the compiler; a series that nobody collects is found here. */
export const unknownMetric: LimitCheck = ({ records }) => {
  const recorded = new Set(records.map(({ record }) => record))
  return records
    .flatMap(({ node }) => walk(node).flatMap((inner) => (inner.type === 'selector' ? [inner.metric] : [])))
    .filter((metric) => !recorded.has(metric) && !declared(metric))
    .map((metric) => ({ sentence: `${metric} is collected by nobody: declare it in definition/catalogue or name another` }))
}
