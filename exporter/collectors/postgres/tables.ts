import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import type { Answer, PostgresSession } from '../../sessions/postgres-session.js'
import { createRanking, type Ranking } from './ranking.js'
import { HELD, indexBlocks, indexStatistics, tableBlocks, tableSizes, tableStatistics } from './relations.js'
import { numberOf, type PostgresSource } from './source.js'
import { available, selection, writeRow, type Value, type View } from './view.js'

const TABLES = {
  view: 'pg_stat_user_tables',
  key: 'relid',
  weight: 'coalesce(v.seq_tup_read, 0) + coalesce(v.idx_tup_fetch, 0) + v.n_tup_ins + v.n_tup_upd + v.n_tup_del',
  sums: ['n_live_tup', 'n_dead_tup', 'n_mod_since_analyze'],
} as const
const INDEXES = { view: 'pg_stat_user_indexes', key: 'indexrelid', weight: 'v.idx_tup_read + v.idx_scan', sums: [] } as const

/** Of what is not listed one by one: only what may go down, since a sum over others each time would look like a reset. */
const REST = {
  n_live_tup: postgres.pg_stat_user_tables_n_live_tup,
  n_dead_tup: postgres.pg_stat_user_tables_n_dead_tup,
  n_mod_since_analyze: postgres.pg_stat_user_tables_n_mod_since_analyze,
} as const

interface Listed {
  readonly key: string
  readonly relations: readonly string[] | undefined
  readonly before?: string
}

const statementOf = (view: View, values: readonly Value<string>[], { key, relations, before = '' }: Listed): string => {
  const rest = relations ? `WHERE ${key} = ANY($1::oid[])` : ''
  return `${before} SELECT ${selection(view.labels, values)} FROM ${view.view} ${rest} ORDER BY ${key}`
}

/** All relations are read in one round trip; numbers of some are given to a statement alone. */
const answersTo = async (session: PostgresSession, statements: readonly string[], { relations }: Listed, signal: AbortSignal) => {
  if (!relations) return session.readAll(statements, signal)
  const answers: Answer[] = []
  for (const statement of statements) answers.push(await session.query(statement, signal, [relations]))
  return answers
}

const readListed = async (
  { target, session }: PostgresSource,
  views: readonly View[],
  listed: Listed,
  into: Writer,
  signal: AbortSignal,
): Promise<void> => {
  const facts = await session.facts(signal)
  const asked = views.map((view) => ({ view, values: available(view, facts) })).filter(({ values }) => values.length > 0)
  if (asked.length === 0) return
  const statements = asked.map(({ view, values }) => statementOf(view, values, listed))
  const answers = await answersTo(session, statements, listed, signal)
  for (const [index, { view, values }] of asked.entries())
    for (const row of answers[index]?.rows ?? []) writeRow(into, target, Object.keys(view.labels), values, row)
}

const writeRest = (into: Writer, target: string, datname: string, { relations, rest }: Ranking): void => {
  if (!relations) return
  const labels = { target, datname, schemaname: 'other', relname: 'other' }
  for (const [column, metric] of Object.entries(REST)) into.set(metric, labels, numberOf(rest[column]))
}

/** Tables: what is done with them, from where their blocks come, and their sizes; the sizes in a collector of their own. */
export const tableCollectors = (source: PostgresSource): readonly Collector[] => {
  const { target } = source
  const ranked = createRanking(source, TABLES, source.options.limits.tables)
  const tables: Collector = {
    name: 'postgres_tables',
    target,
    collect: async (into, signal) => {
      const ranking = await ranked(signal)
      const { database: datname } = await source.session.facts(signal)
      const listed = { key: TABLES.key, relations: ranking.relations }
      await readListed(source, [tableStatistics, tableBlocks], listed, into, signal)
      writeRest(into, target, datname, ranking)
      into.set(postgres.pg_user_tables, { target, datname }, ranking.count)
    },
  }
  const sizes: Collector = {
    name: 'postgres_table_sizes',
    target,
    collect: async (into, signal) => {
      const { relations } = await ranked(signal)
      await readListed(source, [tableSizes], { key: TABLES.key, relations, before: HELD }, into, signal)
    },
  }
  return [tables, sizes]
}

/** Indexes: how often they are used and from where their blocks come. */
export const indexCollector = (source: PostgresSource): Collector => {
  const { target } = source
  const ranked = createRanking(source, INDEXES, source.options.limits.indexes)
  return {
    name: 'postgres_indexes',
    target,
    collect: async (into, signal) => {
      const { relations, count } = await ranked(signal)
      const listed = { key: INDEXES.key, relations }
      await readListed(source, [indexStatistics, indexBlocks], listed, into, signal)
      const { database: datname } = await source.session.facts(signal)
      into.set(postgres.pg_user_indexes, { target, datname }, count)
    },
  }
}
