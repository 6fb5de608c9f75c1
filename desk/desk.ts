import type { Instruments } from '../instrument/index.js'
import type { Dashboards } from './documents/dashboards.js'
import type { Runbooks } from './documents/runbooks.js'
import type { Release } from '../configuration/index.js'
import type { DeskSettings } from './settings.js'
import type { Store } from './store/store.js'

/** What every route works with. */
export interface Desk {
  readonly settings: DeskSettings
  readonly identity: Release
  readonly instruments: Instruments
  readonly store: Store
  readonly runbooks: Runbooks
  readonly dashboards: Dashboards
  /** Milliseconds since 1970. */
  readonly startedAt: number
}
