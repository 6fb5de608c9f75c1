import type { Writer } from './exposition/buffer.js'
import type { InTurn } from './sessions/turns.js'

/**
 * Reads one subject of one target. The runner times it, so a collector only reads: it throws what goes wrong and
 * stops asking its source once the signal is aborted.
 */
export interface Collector {
  /** File name and value of the label `collector`. */
  readonly name: string
  /** Value of the label `target`: which database, cache or machine is read. */
  readonly target: string
  /** Shared by collectors of one connection: they run one after the other, so that the time of each is its own. */
  readonly inTurn?: InTurn
  readonly collect: (into: Writer, signal: AbortSignal) => Promise<void>
  /** What is known even though `collect` failed, such as that the server is not up. */
  readonly collectFailed?: (into: Writer) => void
  /** Says how a run went under other names too, where dashboards know those. */
  readonly reported?: (into: Writer, success: boolean, seconds: number) => void
}
