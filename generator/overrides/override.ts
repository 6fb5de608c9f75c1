import type { Quantity } from '../../definition/promql/index.js'
import type { Owner } from '../../definition/site/index.js'
import type { Place, Priority } from '../../definition/thresholds/index.js'

/** Another value for one level of one limit, as a site wrote it. */
export interface Override {
  readonly limit: string
  readonly level: Priority
  readonly value: Quantity
  /** Holds only where this environment is named; everywhere when left away. */
  readonly environment?: string
  /** Holds only for these series; for all when left away. */
  readonly labels?: Place
  readonly owner: Owner
  readonly reason: string
  /** The last day on which it holds, as 2026-12-31. */
  readonly expires: string
  /** file:line where it is written. */
  readonly where: string
}
