/** Which names of a dashboard are given, by whom, and why one is not. */
import { dashboards, type Dashboard } from './dashboards.js'
import { outside } from './outside.js'
import { lacking } from './sources.js'

export type Verdict =
  /** Our page has it. */
  | 'given'
  /** Not of the part that is promised. */
  | 'outside'
  /** The machine or the server has nothing that it could be read from. */
  | 'not here'
  /** It could be given and is not: a fault of ours. */
  | 'missing'

export interface Row {
  readonly name: string
  readonly verdict: Verdict
  /** Whether the peer gives it on the same servers; undefined where no peer was asked. */
  readonly byPeer: boolean | undefined
  readonly note: string
}

export interface Result {
  readonly dashboard: Dashboard
  readonly rows: readonly Row[]
}

export interface Pages {
  readonly ours: ReadonlySet<string>
  readonly peers: Readonly<Partial<Record<Dashboard['peer'], ReadonlySet<string>>>>
}

const rowOf = (name: string, ours: ReadonlySet<string>, peer: ReadonlySet<string> | undefined): Row => {
  const byPeer = peer?.has(name)
  if (ours.has(name)) return { name, verdict: 'given', byPeer, note: '' }
  const excluded = outside.find(({ names }) => names.test(name))
  if (excluded) return { name, verdict: 'outside', byPeer, note: excluded.reason }
  const reason = lacking(name)
  if (byPeer === true || reason === undefined) return { name, verdict: 'missing', byPeer, note: '' }
  return { name, verdict: 'not here', byPeer, note: reason }
}

export const compare = ({ ours, peers }: Pages): readonly Result[] =>
  dashboards.map((dashboard) => ({ dashboard, rows: dashboard.names.map((name) => rowOf(name, ours, peers[dashboard.peer])) }))

export const count = (rows: readonly Row[], verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length
