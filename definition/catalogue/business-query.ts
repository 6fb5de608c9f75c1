/**
 * What is asked of an application's own tables. A query is data beside the metrics that it fills: which SQL, how often,
 * and which column stands for which value and label. The exporter asks it.
 */
import type { Kind, LabelName, Labels, Metric } from './metric.js'

/** A duration as it is written in the configuration file too. */
export type WrittenDuration = `${number}${'ms' | 's' | 'm' | 'h'}`

type Scalar = Metric<string, Exclude<Kind, 'histogram'>>

/** The column of the value and, for each label, the column that it takes its text from. */
type Fill<M extends { readonly labels: Labels }> = [LabelName<M>] extends [never]
  ? { readonly value: string }
  : { readonly value: string; readonly labels: { readonly [L in LabelName<M>]: string } }

interface Asked {
  /** One SELECT. It runs in a read-only transaction. */
  readonly sql: string
  /** How long its rows are given again; every scrape asks anew with `0s`. */
  readonly interval: WrittenDuration
  /** After which the server gives up. */
  readonly timeout: WrittenDuration
  /** More rows than this are a failure, for they were not meant to be read. */
  readonly rowLimit?: number
  /** Series that each of its metrics may have; the rest is folded into one named `other`. */
  readonly seriesLimit?: number
}

interface QueryWords<F extends Readonly<Record<string, Scalar>>> extends Asked {
  readonly fills: { readonly [N in keyof F & string]?: Fill<F[N]> }
}

/** A query with the metrics that it fills. */
export interface DeclaredQuery extends Asked {
  readonly name: string
  readonly fills: readonly {
    readonly metric: Scalar
    readonly value: string
    readonly labels: Readonly<Record<string, string>>
  }[]
}

interface AnyFill {
  readonly value: string
  readonly labels?: Readonly<Record<string, string>>
}

/**
 * Declares the queries that fill a family. A metric that the family has not, a label that the metric has not and a
 * label without its column do not compile; a column that the SQL does not give is refused when the exporter starts.
 *
 * @example
 * export const supportQueries = businessQueries(support, {
 *   tickets: {
 *     sql: 'SELECT urgency, count(*) AS waiting FROM tickets WHERE closed_at IS NULL GROUP BY urgency',
 *     interval: '30s',
 *     timeout: '2s',
 *     fills: { shop_open_tickets: { value: 'waiting', labels: { urgency: 'urgency' } } },
 *   },
 * })
 */
export const businessQueries = <const F extends Readonly<Record<string, Scalar>>>(
  family: F,
  queries: Readonly<Record<string, NoInfer<QueryWords<F>>>>,
): readonly DeclaredQuery[] =>
  Object.freeze(
    Object.entries(queries).map(([name, { fills, ...asked }]) => {
      const written = Object.entries(fills as Readonly<Record<string, AnyFill>>)
      const filled = written.map(([metric, { value, labels }]) => ({ metric: family[metric] as Scalar, value, labels: labels ?? {} }))
      return Object.freeze({ ...asked, name, fills: Object.freeze(filled) })
    }),
  )
