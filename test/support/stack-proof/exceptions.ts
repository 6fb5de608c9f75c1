/** Queries that may answer with nothing on a stack that is a few minutes old, and what proves them right meanwhile. */
import { print, walk, type Node } from '../../../definition/promql/index.js'
import { rebuildChildren } from '../../../definition/promql/node.js'
import { limits } from '../../../definition/thresholds/index.js'

export interface Asked {
  readonly dashboard: string
  readonly panel: string
  /** As Grafana sends it when nothing is chosen. */
  readonly text: string
  readonly instant: boolean
}

export interface Exception {
  readonly of: (asked: Asked) => boolean
  readonly until: string
  /** What answers with data meanwhile and proves the query right, where no test can wait that long. */
  readonly instead?: (asked: Asked) => string | undefined
}

const records: ReadonlyMap<string, Node> = new Map(limits.flatMap((limit) => limit.records).map(({ record, node }) => [record, node]))

const recordIn = (text: string): string | undefined => /^[\w:]+/.exec(text)?.[0]

/** Looks back, or asks how long something has been watched. */
const isHistory = (node: Node): boolean => / offset \d|\bcount_over_time\(/.test(print(node))

const recordOf = (node: Node): Node | undefined => (node.type === 'selector' ? records.get(node.metric) : undefined)

const waits = (node: Node): boolean =>
  isHistory(node) ||
  walk(node).some((one) => {
    const record = recordOf(one)
    return record !== undefined && waits(record)
  })

/** The same as if the past were the present, and had been watched for as long as is asked; looked at each minute, for five are long. */
const asOfNow = (node: Node): Node => {
  if (node.type === 'binary' && node.operator === 'and' && isHistory(node.right)) return asOfNow(node.left)
  const record = recordOf(node)
  if (record && waits(record)) return asOfNow(record)
  const { offset: _offset, ...present } = node as Node & { readonly offset?: unknown }
  return rebuildChildren((present.type === 'subquery' ? { ...present, step: '1m' } : present) as Node, asOfNow)
}

/** The query with the record that it begins with written out; `change` sees its text. */
const writtenOut = (text: string, change = (written: string): string => written): string | undefined => {
  const node = records.get(recordIn(text) ?? '')
  return node && text.replace(/^[\w:]+(\{[^}]*\})?/, () => `(${change(print(asOfNow(node)))})`)
}

const withoutHistory = ({ text }: Asked): string | undefined => {
  const node = records.get(recordIn(text) ?? '')
  return node && waits(node) ? writtenOut(text) : undefined
}

/** The series of one metric taken for those of another that the stack has, with the same labels. */
const exchanged =
  (metric: string, other: string) =>
  ({ text }: Asked): string | undefined =>
    writtenOut(text, (written) => written.replaceAll(metric, other))

const begins = (name: string) => (asked: Asked) => asked.text.startsWith(name)

/** Queries that may answer with nothing while all is well, and until when. */
export const EMPTY_AT_FIRST: readonly Exception[] = [
  { of: ({ panel }) => panel === 'Firing now', until: 'an alert fires' },
  // its subqueries look at each fifth minute of the clock, so that 30 days are 8,640 samples and not 34,560
  { of: ({ text }) => /^\w+:\w+:(bad_ratio[13]d|budget_left_ratio30d)\b/.test(text), until: 'the clock has passed a fifth minute' },
  {
    of: (asked) => withoutHistory(asked) !== undefined,
    until: 'as much of the past has been watched as is looked back upon',
    instead: withoutHistory,
  },
  {
    of: begins('backup:backup_size_changed:'),
    until: 'a second backup was made',
    instead: exchanged('backup_previous_size_bytes', 'backup_last_size_bytes'),
  },
  {
    of: begins('target:certificate_expiring:'),
    until: 'somebody probes an address with a certificate',
    instead: exchanged('probe_ssl_earliest_cert_expiry', 'probe_success'),
  },
]
