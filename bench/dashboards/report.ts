import { table } from '../middleware/report.js'
import { count, type Result, type Row, type Verdict } from './compare.js'

const MARKS: Readonly<Record<Verdict, string>> = { given: 'yes', missing: '**missing**', 'not here': 'not here', outside: 'outside' }

const peerMark = ({ byPeer }: Row): string => (byPeer === undefined ? 'not asked' : byPeer ? 'yes' : 'no')

const summaryRow = ({ dashboard, rows }: Result): readonly string[] => {
  const part = rows.filter(({ verdict }) => verdict !== 'outside')
  const possible = part.length - count(rows, 'not here')
  return [
    `[${dashboard.number}](https://grafana.com/grafana/dashboards/${dashboard.number}) ${dashboard.title}`,
    String(rows.length),
    String(count(rows, 'outside')),
    String(count(rows, 'not here')),
    `${count(rows, 'given')} of ${possible}`,
    String(part.filter(({ byPeer }) => byPeer === true).length),
  ]
}

const section = ({ dashboard: { number, title }, rows }: Result, peer: string): string =>
  [
    `## ${number} ${title}`,
    '',
    table(
      ['metric', 'plimsoll', peer, 'note'],
      rows.map((row) => [`\`${row.name}\``, MARKS[row.verdict], peerMark(row), row.note]),
    ),
  ].join('\n')

export interface Context {
  /** What was asked, in words: `PostgreSQL 15.12, Redis 7.0.15, Linux 6.1`. */
  readonly servers: string
  /** Each peer with its version. */
  readonly peers: Readonly<Record<Result['dashboard']['peer'], string>>
}

/** The whole of docs/dashboards.md. */
export const report = (results: readonly Result[], { servers, peers }: Context): string =>
  `${[
    '# Dashboards that people have',
    '',
    'Every metric name that these dashboards of grafana.com ask for, and whether our page has it: our exporter and the one whose names they are were',
    'started on the same servers and asked for their pages. Made by bench/dashboards.ts; do not edit.',
    '',
    `Asked: ${servers}.`,
    '',
    table(['dashboard', 'names', 'outside', 'not here', 'given', 'by its own exporter'], results.map(summaryRow)),
    '',
    '"Outside" is what 1860 shows beside CPU, memory, disk, network and file systems. "Not here" is what this machine has no source for: neither',
    'exporter gives it. "Given" counts what is left; the last column counts what the other exporter gives of the same part.',
    ...results.flatMap((result) => ['', section(result, peers[result.dashboard.peer])]),
  ].join('\n')}\n`
