import { describe, expect, test } from 'vitest'
import { postgres } from '../../../definition/catalogue/index.js'
import { createAccount } from '../../../exporter/collectors/postgres/account.js'
import { available, instant, seconds, selection, value, viewOf } from '../../../exporter/collectors/postgres/view.js'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { factsOf } from '../../../exporter/sessions/postgres-facts.js'
import { createRunner } from '../../../exporter/runner.js'

const factsWith = (views: Readonly<Record<string, string>>) =>
  factsOf({ rows: Object.entries(views).map(([view, columns]) => ({ version: 150_018, view, columns })), fields: [] })

const view = viewOf({
  view: 'pg_stat_wal',
  labels: {},
  values: [
    value(postgres.pg_stat_wal_records_total, 'wal_records'),
    seconds(postgres.pg_stat_wal_write_time_seconds_total, 'wal_write_time'),
    instant(postgres.pg_stat_wal_stats_reset_timestamp_seconds, 'stats_reset'),
    value(postgres.pg_stat_wal_bytes_total, 'bytes_of_a_newer_version'),
    value(postgres.pg_stat_wal_bytes_total, 'wal_bytes'),
  ],
})
const namesOf = (values: ReturnType<typeof available>) => values.map(({ metric, sql }) => `${metric.name}: ${sql}`)

describe('what is asked of a view', () => {
  test('is what its columns can give, each metric once, the first way that is there', () => {
    expect(namesOf(available(view, factsWith({ pg_stat_wal: 'wal_records wal_bytes bytes_of_a_newer_version' })))).toEqual([
      'pg_stat_wal_records_total: wal_records',
      'pg_stat_wal_bytes_total: bytes_of_a_newer_version',
    ])
    expect(namesOf(available(view, factsWith({ pg_stat_wal: 'wal_write_time stats_reset wal_bytes' })))).toEqual([
      'pg_stat_wal_write_time_seconds_total: wal_write_time / 1000.0',
      'pg_stat_wal_stats_reset_timestamp_seconds: extract(epoch FROM stats_reset)',
      'pg_stat_wal_bytes_total: wal_bytes',
    ])
  })

  test('is nothing where the view is not there, even for a figure that needs no column', () => {
    const needless = viewOf({ view: 'pg_stat_io', labels: {}, values: [value(postgres.pg_up, [], '1')] })
    expect(available(needless, factsWith({ pg_stat_wal: 'wal_records' }))).toEqual([])
  })

  test('is nothing where the column is there for which it stands in', () => {
    const standIn = { ...view, without: { view: 'pg_stat_bgwriter', column: 'buffers_backend' } }
    const columns = { pg_stat_wal: 'wal_records', pg_stat_bgwriter: 'buffers_clean' }
    expect(available(standIn, factsWith(columns))).toHaveLength(1)
    expect(available(standIn, factsWith({ ...columns, pg_stat_bgwriter: 'buffers_backend' }))).toEqual([])
  })

  test('is written under the names of labels and metrics', () => {
    expect(selection({ datname: 'd.datname' }, [value(postgres.pg_up, 'up', 'up::int')]).replaceAll(/\s+/g, ' ')).toBe(
      '(d.datname)::text AS "datname", (up::int)::float8 AS "pg_up"',
    )
  })
})

describe('the account of a reading', () => {
  const collector = (name: string, collect: () => Promise<void>) => ({ name: `postgres_${name}`, target: 'shop', collect })
  const scrapeOnce = async (works: Readonly<Record<string, () => Promise<void>>>, deadlineSeconds = 1) => {
    const watched = createAccount('shop', 0.05)
    const runner = createRunner(Object.entries(works).map(([name, work]) => watched(collector(name, work))))
    const read = async () => {
      const collection = runner.start(deadlineSeconds)
      await collection.done
      return new Map(
        collection
          .outcomes()
          .flatMap(({ families }) => families)
          .flatMap(({ head, series, values }) =>
            series.map(({ labels }, index) => [`${head.name} ${labels['collector'] ?? ''}`.trim(), values[index]]),
          ),
      )
    }
    return { read }
  }

  test('says of each collector whether it worked, and of all whether one failed', async () => {
    const { read } = await scrapeOnce({ good: async () => {}, bad: () => Promise.reject(new Error('no')) })
    const first = await read()
    expect(first.get('pg_scrape_collector_success good')).toBe(1)
    expect(first.get('pg_scrape_collector_success bad')).toBe(0)
    expect(first.get('pg_exporter_last_scrape_error')).toBe(1)
    expect(first.get('pg_exporter_scrapes_total')).toBe(1)
    expect((await read()).get('pg_exporter_scrapes_total')).toBe(2)
  })

  test('gives up a collector that takes longer than its part', async () => {
    const { read } = await scrapeOnce({ slow: () => new Promise(() => {}), next: async () => {} }, 5)
    const page = await read()
    expect(page.get('pg_scrape_collector_success slow')).toBe(0)
    expect(page.get('pg_scrape_collector_success next')).toBe(1)
    expect(page.get('pg_exporter_last_scrape_duration_seconds')).toBeLessThan(1)
  })

  test('stands on the page once, whoever ends last', async () => {
    const later = (milliseconds: number) => () => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
    const watched = createAccount('shop', 1)
    const buffer = createBuffer()
    const round = new AbortController().signal
    const collectors = [collector('first', later(20)), collector('second', later(1))].map(watched)
    await Promise.all(collectors.map(({ collect }) => collect(buffer, round)))
    const scrapes = buffer.families().find(({ head }) => head.name === 'pg_exporter_scrapes_total')
    expect(scrapes?.series).toHaveLength(1)
  })
})
