import { inSeconds, walk } from '../../definition/promql/index.js'
import { INTERVAL_SECONDS } from '../../definition/site/index.js'
import type { LimitCheck } from './finding.js'

/** A rate over fewer than four scrapes loses its value when one scrape fails. */
export const shortWindow: LimitCheck = ({ records }) =>
  records
    .flatMap(({ record, node }) => walk(node).flatMap((inner) => (inner.type === 'range' ? [{ record, window: inner.window }] : [])))
    .filter(({ window }) => inSeconds(window) < 4 * INTERVAL_SECONDS)
    .map(({ record, window }) => ({
      sentence: `${record} reads ${window}, fewer than four scrapes: read ${4 * INTERVAL_SECONDS}s or longer`,
    }))
