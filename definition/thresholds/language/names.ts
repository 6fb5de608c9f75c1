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

const outermostCall = (node: Node): string => {
  const found = walk(node).find((inner) => inner.type === 'call' || inner.type === 'aggregate')
  return found && 'name' in found ? found.name : 'value'
}

/** rate5m, histogram_quantile5m, max: what was done last and over which window. */
export const operationsOf = (node: Node): string => {
  const rated = walk(node).some((inner) => inner.type === 'call' && inner.name === 'rate')
  const ratio = node.type === 'binary' && node.operator === '/' ? 'ratio_' : ''
  return `${ratio}${rated && ratio ? 'rate' : outermostCall(node)}${firstWindow(node)}`
}

/** level:metric:operations, as the Prometheus documentation names recorded series. */
export const recordName = (labels: readonly string[], metric: string, operations: string): string =>
  `${labels.length > 0 ? labels.join('_') : 'shop'}:${metric}:${operations}`
