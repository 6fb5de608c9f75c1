import { durationSeconds, type LocatedYaml } from '../../configuration/index.js'
import { declaredQueries, type DeclaredQuery } from '../../definition/catalogue/index.js'
import { ROW_LIMIT, SERIES_LIMIT } from './limits.js'
import type { Configuration } from './schema/index.js'
import { knownTarget } from './query-target.js'
import type { BusinessQuery } from './settings.js'

const onTarget = (target: string, { name, sql, interval, timeout, rowLimit, seriesLimit, fills }: DeclaredQuery): BusinessQuery => {
  const where = `definition/catalogue, query "${name}"`
  return {
    name,
    target,
    sql,
    intervalSeconds: durationSeconds(interval),
    timeoutSeconds: durationSeconds(timeout),
    rowLimit: rowLimit ?? ROW_LIMIT,
    seriesLimit: seriesLimit ?? SERIES_LIMIT,
    metrics: fills.map(({ metric, value, labels }) => ({ metric, column: value, labels, where })),
    where,
    whereLine: (line) => `${where}, line ${line + 1} of its SQL`,
  }
}

/**
 * The queries of the catalogue, asked of the server that `business.target` names; none where nothing is named.
 *
 * @throws UsageError for a target that does not exist.
 */
export const readDeclaredQueries = (located: LocatedYaml<Configuration>): readonly BusinessQuery[] => {
  const { business } = located.value
  if (!business) return []
  const target = knownTarget(located, business.target, ['business', 'target'])
  return declaredQueries.map((query) => onTarget(target, query))
}
