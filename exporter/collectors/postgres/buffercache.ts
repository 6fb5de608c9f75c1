import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import { extensionFinder, type Extension } from './extensions.js'
import type { PostgresSource } from './source.js'
import { selection, value, writeRow } from './view.js'

const values = [
  value(postgres.pg_buffercache_summary_buffers_used, 'buffers_used'),
  value(postgres.pg_buffercache_summary_buffers_unused, 'buffers_unused'),
  value(postgres.pg_buffercache_summary_buffers_dirty, 'buffers_dirty'),
  value(postgres.pg_buffercache_summary_buffers_pinned, 'buffers_pinned'),
  value(postgres.pg_buffercache_summary_usagecount_avg, 'usagecount_avg'),
]

const HAS_SUMMARY = `SELECT FROM pg_proc WHERE proname = 'pg_buffercache_summary'`

/** What is in shared buffers; nothing where the extension pg_buffercache is not there, or older than 16 has it. */
export const buffercacheCollector = (source: PostgresSource): Collector => {
  const { target, session } = source
  const withExtension = extensionFinder(source, 'pg_buffercache')
  const readInto =
    (into: Writer, signal: AbortSignal) =>
    async ({ schema }: Extension): Promise<void> => {
      if ((await session.read(HAS_SUMMARY, signal)).rows.length === 0) return
      const { rows } = await session.read(`SELECT ${selection({}, values)} FROM ${schema}.pg_buffercache_summary()`, signal)
      for (const row of rows) writeRow(into, target, [], values, row)
    }
  return { name: 'postgres_buffercache', target, collect: (into, signal) => withExtension(signal, readInto(into, signal)) }
}
