import type { Node } from '../../promql/index.js'
import { walk } from '../../promql/index.js'

/** HttpErrorRatioHigh becomes http_error_ratio: the direction is the level's matter, not the signal's. */
export const snakeCase = (name: string): string =>
  name
    .replace(/(High|Low)$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()

const firstWindow = (node: Node): string => {
  const ranged = walk(node).find((inner) => inner.type === 'range' || inner.type === 'subquery')
  return ranged && 'window' in ranged ? ranged.window : ''
}

/** What was done last. A sum of rates is called a rate, as the Prometheus documentation has it. */
const lastOperation = (node: Node): string => {
  const nodes = walk(node)
  const isRate = nodes.some((inner) => inner.type === 'call' && inner.name === 'rate')
  const isRatio = node.type === 'binary' && node.operator === '/'
  const last = nodes.find((inner) => inner.type === 'call' || inner.type === 'aggregate')
  const name = last && 'name' in last ? last.name : 'value'
  return `${isRatio ? 'ratio_' : ''}${isRate && (isRatio || name === 'sum') ? 'rate' : name}`
}

/** rate5m, ratio_rate5m, histogram_quantile5m, max: what was done last and over which window. */
export const operationsOf = (node: Node): string => `${lastOperation(node)}${firstWindow(node)}`

/** level:metric:operations, as the Prometheus documentation names recorded series. */
export const recordName = (labels: readonly string[], metric: string, operations: string): string =>
  `${labels.length > 0 ? labels.join('_') : 'shop'}:${metric}:${operations}`
