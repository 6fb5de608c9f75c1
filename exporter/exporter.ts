import type { Instruments } from '../instrument/index.js'
import type { Release } from '../configuration/index.js'
import type { OnDemand } from './collectors/probe/on-demand.js'
import type { Scrape } from './scrape.js'
import type { Settings } from './settings/settings.js'
import type { States } from './states.js'

/** What the routes answer from. */
export interface Exporter {
  readonly settings: Settings
  readonly identity: Release
  readonly instruments: Instruments
  readonly scrape: Scrape
  readonly states: States
  /** Answers /probe. */
  readonly probes: OnDemand
  readonly startedAt: Date
}
