/**
 * Most of what PostgreSQL tells stands in views, a row a subject and a column a figure. Such a view is described here
 * as data; the columns that this server's view has decide what is asked for.
 */
import type { LabelValues, Metric } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import type { PostgresFacts } from '../../sessions/postgres-facts.js'
import { numberOf, textOf, type PostgresSource } from './source.js'

type Figure<L extends string> = Metric<string, 'counter' | 'gauge', { readonly [K in L]: LabelValues }>

export interface Value<L extends string> {
  readonly metric: Figure<L>
  /** Gives the value; NULL drops the sample. */
  readonly sql: string
  /** Columns of the view without which this cannot be asked. */
  readonly needs: readonly string[]
}

export interface View<L extends string = string> {
  /** Whose columns decide. */
  readonly view: string
  /** SQL of each label but `target`. */
  readonly labels: { readonly [K in Exclude<L, 'target'>]: string }
  /** Where a metric stands twice, the first one counts whose columns are there. */
  readonly values: readonly Value<L>[]
  /** The view alone when left away. */
  readonly from?: string
  /** WHERE, GROUP BY and ORDER BY. */
  readonly rest?: string
  /** Read only where another view lacks a column: a stand-in for it. */
  readonly without?: { readonly view: string; readonly column: string }
}

/**
 * A figure that a column gives, or an expression that needs some columns.
 *
 * @example
 * value(postgres.pg_stat_wal_write_time_seconds_total, 'wal_write_time', 'wal_write_time / 1000')
 */
export const value = <L extends string>(metric: Figure<L>, needs: string | readonly string[], sql?: string): Value<L> => {
  const columns = typeof needs === 'string' ? [needs] : needs
  return { metric, needs: columns, sql: sql ?? columns.join(' + ') }
}

/** Seconds since the epoch of a column that holds a point in time. */
export const instant = <L extends string>(metric: Figure<L>, column: string): Value<L> =>
  value(metric, column, `extract(epoch FROM ${column})`)
/** Milliseconds of a column as seconds. */
export const seconds = <L extends string>(metric: Figure<L>, column: string): Value<L> => value(metric, column, `${column} / 1000.0`)
/** A WAL position as bytes from the beginning. */
export const position = <L extends string>(metric: Figure<L>, column: string): Value<L> => value(metric, column, `${column} - '0/0'`)

/** Types a view by its labels, so that a metric without one of them does not compile. */
export const viewOf = <L extends string>(view: View<L>): View<L> => view

/** The values that a server can give. */
export const available = <L extends string>(
  { view, values, without }: Pick<View<L>, 'view' | 'values' | 'without'>,
  facts: Pick<PostgresFacts, 'has'>,
) => {
  if (without && facts.has(without.view, [without.column])) return []
  const there = values.filter(({ needs }) => facts.has(view, needs))
  return there.filter(({ metric }, index) => there.findIndex((other) => other.metric.name === metric.name) === index)
}

/** The expressions that give labels and values, each under its own name. */
export const selection = <L extends string>(labels: View<L>['labels'], values: readonly Value<L>[]): string =>
  [
    ...Object.entries<string>(labels).map(([label, sql]) => `(${sql})::text AS "${label}"`),
    ...values.map(({ metric, sql }) => `(${sql})::float8 AS "${metric.name}"`),
  ].join(',\n         ')

const statementOf = <L extends string>({ view, labels, from, rest }: View<L>, values: readonly Value<L>[]): string =>
  `SELECT ${selection(labels, values)}\n    FROM ${from ?? view}\n   ${rest ?? ''}`

type Row = Readonly<Record<string, unknown>>

/** Writes every value of a row that is not NULL. */
export const writeRow = <L extends string>(
  into: Writer,
  target: string,
  names: readonly string[],
  values: readonly Value<L>[],
  row: Row,
) => {
  const labels: Record<string, string> = { target }
  for (const name of names) labels[name] = textOf(row[name])
  for (const { metric } of values) into.set<Metric<string, 'counter' | 'gauge'>>(metric, labels, numberOf(row[metric.name]))
}

interface Asked {
  readonly names: readonly string[]
  readonly values: readonly Value<string>[]
  readonly statement: string
}

const askedOf = (views: readonly View[], facts: PostgresFacts): readonly Asked[] =>
  views.flatMap((view) => {
    const values = available(view, facts)
    return values.length === 0 ? [] : { names: Object.keys(view.labels), values, statement: statementOf(view, values) }
  })

/** Reads views in one round trip; one that this server has not, or not so, is passed over. */
export const viewCollector = (name: string, views: readonly View[]) => {
  const known = new WeakMap<PostgresFacts, readonly Asked[]>()
  const askedFor = (facts: PostgresFacts): readonly Asked[] => {
    const asked = known.get(facts) ?? askedOf(views, facts)
    known.set(facts, asked)
    return asked
  }
  return ({ target, session }: PostgresSource): Collector => ({
    name,
    target,
    collect: async (into, signal) => {
      const asked = askedFor(await session.facts(signal))
      if (asked.length === 0) return
      const answers = await session.readAll(
        asked.map(({ statement }) => statement),
        signal,
      )
      for (const [index, { names, values }] of asked.entries())
        for (const row of answers[index]?.rows ?? []) writeRow(into, target, names, values, row)
    },
  })
}
