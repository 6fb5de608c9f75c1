import { system } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import type { SystemSource } from './files.js'

/** One thing that is read of the machine. */
export interface Subject {
  /** Name of the collector behind `system_`. */
  readonly name: string
  /** What node_exporter calls the collectors of the same figures. */
  readonly peers: readonly string[]
  /**
   * What this kernel or machine does not have is left away; a subject fails where nothing of it could be read that
   * every Linux has.
   */
  readonly read: (into: Writer, source: SystemSource, signal: AbortSignal) => void | Promise<void>
}

/** Dashboards ask for the state of the machine's collectors under the names that node_exporter gives them. */
const reported =
  (peers: readonly string[]): NonNullable<Collector['reported']> =>
  (into, success, seconds) => {
    for (const collector of peers) {
      into.set(system.node_scrape_collector_success, { collector }, success ? 1 : 0)
      into.set(system.node_scrape_collector_duration_seconds, { collector }, seconds)
    }
  }

export const collectorOf = (source: SystemSource, { name, peers, read }: Subject): Collector => ({
  name: `system_${name}`,
  target: source.target,
  collect: async (into, signal) => read(into, source, signal),
  reported: reported(peers),
})
