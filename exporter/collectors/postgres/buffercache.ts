import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { findExtension } from './extensions.js'
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
export const buffercacheCollector = (source: PostgresSource): Collector => ({
  name: 'postgres_buffercache',
  target: source.target,
  collect: async (into, signal) => {
    const extension = await findExtension(source, 'pg_buffercache', signal)
    if (!extension || (await source.session.query(HAS_SUMMARY, signal)).rows.length === 0) return
    const { rows } = await source.session.query(`SELECT ${selection({}, values)} FROM ${extension.schema}.pg_buffercache_summary()`, signal)
    for (const row of rows) writeRow(into, source.target, [], values, row)
  },
})
