import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import { extensionFinder, type Extension } from './extensions.js'
import { numberOf, type PostgresSource } from './source.js'
import { available, selection, value, writeRow, type Value } from './view.js'

const VIEW = 'pg_stat_statements'

const total = <L extends string>(metric: Value<L>['metric'], column: string): Value<L> => value(metric, column, `sum(${column})`)
const time = <L extends string>(metric: Value<L>['metric'], ...columns: readonly string[]): Value<L> =>
  value(metric, columns, `sum(${columns.join(' + ')}) / 1000.0`)

/** A column is called otherwise by one version of the extension or another. */
const values = [
  total(postgres.pg_stat_statements_calls_total, 'calls'),
  time(postgres.pg_stat_statements_seconds_total, 'total_exec_time'),
  time(postgres.pg_stat_statements_seconds_total, 'total_time'),
  total(postgres.pg_stat_statements_rows_total, 'rows'),
  time(postgres.pg_stat_statements_block_read_seconds_total, 'shared_blk_read_time'),
  time(postgres.pg_stat_statements_block_read_seconds_total, 'blk_read_time'),
  time(postgres.pg_stat_statements_block_write_seconds_total, 'shared_blk_write_time'),
  time(postgres.pg_stat_statements_block_write_seconds_total, 'blk_write_time'),
  time(postgres.pg_stat_statements_plan_seconds_total, 'total_plan_time'),
  total(postgres.pg_stat_statements_shared_blks_hit_total, 'shared_blks_hit'),
  total(postgres.pg_stat_statements_shared_blks_read_total, 'shared_blks_read'),
  total(postgres.pg_stat_statements_shared_blks_dirtied_total, 'shared_blks_dirtied'),
  total(postgres.pg_stat_statements_shared_blks_written_total, 'shared_blks_written'),
  total(postgres.pg_stat_statements_temp_blks_read_total, 'temp_blks_read'),
  total(postgres.pg_stat_statements_temp_blks_written_total, 'temp_blks_written'),
  total(postgres.pg_stat_statements_wal_bytes_total, 'wal_bytes'),
  time(
    postgres.pg_stat_statements_jit_seconds_total,
    'jit_generation_time',
    'jit_inlining_time',
    'jit_optimization_time',
    'jit_emission_time',
  ),
]

const labels = { user: 'pg_get_userbyid(userid)', datname: 'd.datname', queryid: 'queryid' } as const
const NAMES = Object.keys(labels)

/**
 * `false` leaves the texts on disk: a server keeps megabytes of them. Top-level and nested calls are one statement. Those
 * that are chosen come in an order that lasts, for the page keeps the text of what comes as it came before.
 */
const statement = (schema: string, given: readonly Value<string>[], limit: number): string => `
  SELECT *
    FROM (
      SELECT ${selection(labels, given)}
        FROM ${schema}.pg_stat_statements(false) AS s
        LEFT JOIN pg_database AS d ON d.oid = s.dbid
       WHERE queryid IS NOT NULL
       GROUP BY userid, d.datname, queryid
       ORDER BY "${postgres.pg_stat_statements_seconds_total.name}" DESC, queryid
       LIMIT ${limit}) AS chosen
   ORDER BY ${NAMES.map((name) => `"${name}"`).join(', ')}`

/** How many statements the extension has forgotten, from 14. */
const information = (schema: string): string => `SELECT dealloc FROM ${schema}.pg_stat_statements_info`

/** The statements that took the most time; nothing where the extension is not there. */
export const statementsCollector = (source: PostgresSource): Collector => {
  const { target, session, options } = source
  const withExtension = extensionFinder(source, VIEW)
  const readInto =
    (into: Writer, signal: AbortSignal) =>
    async (extension: Extension): Promise<void> => {
      const { schema, has } = extension
      const given = available({ view: VIEW, values }, extension)
      const asked = [statement(schema, given, options.limits.statements)]
      const [chosen, told] = await session.readAll(
        has('pg_stat_statements_info', ['dealloc']) ? [...asked, information(schema)] : asked,
        signal,
      )
      for (const row of chosen?.rows ?? []) writeRow(into, target, NAMES, given, row)
      for (const row of told?.rows ?? []) into.set(postgres.pg_stat_statements_info_dealloc_total, { target }, numberOf(row['dealloc']))
    }
  return { name: 'postgres_statements', target, collect: (into, signal) => withExtension(signal, readInto(into, signal)) }
}
