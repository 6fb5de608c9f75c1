/**
 * What the comparison with the Go exporters lets pass, each with its reason. Nothing else does: a series that both give
 * agrees, and a name that a peer gives by default is on our page.
 */
import type { Moving } from './compare.js'
import type { Fold } from './page.js'

export interface Reasoned {
  readonly names: RegExp
  readonly reason: string
}

/** Series whose labels differ for a reason; both pages are brought to the labels that they share. */
export const folds: readonly Fold[] = [
  {
    names: /^pg_stat_activity_(count|max_tx_duration)$/,
    keep: ['datname', 'state'],
    by: 'sum',
    reason: 'postgres_exporter splits by user, application and wait event, whose series come and go with every wait; ours do not',
  },
]

/** Both give them and they are not the same thing. */
export const incomparable: readonly Reasoned[] = [
  { names: /^(go|process|promhttp)_/, reason: 'each exporter about its own process' },
  { names: /^(node|pg)_scrape_collector_|_exporter_|^redis_(last|exporter|target)_scrape_/, reason: 'each exporter about its own work' },
]

export const moving: readonly Moving[] = []

/** Names that a peer gives by default and our page has not. */
export const gaps: readonly Reasoned[] = [{ names: /^go_|^promhttp_/, reason: 'the Go runtime of the peer itself' }]
