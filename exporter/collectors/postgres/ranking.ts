import { performance } from 'node:perf_hooks'
import type { PostgresSource } from './source.js'

/** The relations that are listed one by one. */
export interface Ranking {
  /** undefined where all of them are. */
  readonly relations: readonly string[] | undefined
  /** How many there are, listed or not. */
  readonly count: number
  /** The sum over those that are not listed, by name of the column. */
  readonly rest: Readonly<Record<string, number>>
}

interface Order {
  readonly view: string
  /** Number of the relation: `relid` or `indexrelid`. */
  readonly key: string
  /** What makes a relation worth listing, a sum of columns. */
  readonly weight: string
  /** Columns to sum up over the rest. */
  readonly sums: readonly string[]
}

/** Who is listed changes seldom: a series that comes and goes helps nobody, and weighing thousands costs. */
const KEPT_SECONDS = 60

/** A page is 8 kB and counts as much as a hundred rows; figures only grow, so that the order lasts. */
const statement = ({ view, key, weight, sums }: Order, limit: number): string => `
  WITH weighed AS MATERIALIZED (
    SELECT ${[`v.${key} AS key`, ...sums].join(', ')}, row_number() OVER (ORDER BY ${weight} + 100 * c.relpages::bigint DESC, v.${key}) AS place
      FROM ${view} AS v
      JOIN pg_class AS c ON c.oid = v.${key})
  SELECT count(*)::int AS count, array_agg(key::text ORDER BY place) FILTER (WHERE place <= ${limit}) AS relations
         ${sums.map((column) => `, coalesce(sum(${column}) FILTER (WHERE place > ${limit}), 0)::float8 AS ${column}`).join('')}
    FROM weighed`

/** Chooses the relations to list; keeps the choice for a minute where there are more than may be listed. */
export const createRanking = ({ session }: PostgresSource, order: Order, limit: number): ((signal: AbortSignal) => Promise<Ranking>) => {
  const sql = statement(order, limit)
  let kept: { readonly ranking: Ranking; readonly at: number } | undefined
  return async (signal) => {
    if (kept && performance.now() - kept.at < KEPT_SECONDS * 1000) return kept.ranking
    const [row = {}] = (await session.read(sql, signal)).rows
    const count = Number(row['count'] ?? 0)
    const isOver = count > limit
    const rest = Object.fromEntries(order.sums.map((column) => [column, Number(row[column] ?? 0)]))
    const ranking = { relations: isOver ? (row['relations'] as readonly string[]) : undefined, count, rest }
    kept = isOver ? { ranking, at: performance.now() } : undefined
    return ranking
  }
}
