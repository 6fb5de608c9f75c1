import type { Collector } from './collector.js'
import type { BusinessQuery } from './settings/settings.js'
import { createTurns } from './sessions/turns.js'

/** The collectors of one source, and what is needed to start and end it. */
export interface Source {
  readonly collectors: readonly Collector[]
  /**
   * Asks the source whether it understands what it will be asked.
   *
   * @throws UsageError for a question that it refuses for good.
   */
  readonly prepare?: (signal: AbortSignal, onUnready: (query: BusinessQuery, error: unknown) => void) => Promise<void>
  readonly close?: () => Promise<void>
}

/** Collectors of one connection, one after the other. */
export const inTurns = (collectors: readonly Collector[]): readonly Collector[] => {
  const inTurn = createTurns()
  return collectors.map((collector) => ({ ...collector, inTurn }))
}
