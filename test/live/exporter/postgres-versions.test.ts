import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgres } from '../../../definition/catalogue/index.js'
import { scrape, startExporter, type ExporterUnderTest, type ScrapedPage } from '../../support/exporter.js'
import { POSTGRES_RELEASES, type PostgresMajor } from '../../support/postgres-release.js'
import { inContainers } from '../../support/services.js'
import { DASHBOARD_9628, expectedNames } from './postgres-expected.js'
import { createWorld, type World } from './postgres-world.js'

const YAML = `
postgres:
  - { name: primary, url: "\${PRIMARY}", collectors: { buffercache: true } }
  - { name: standby, url: "\${STANDBY}" }`

const MAJORS = Object.keys(POSTGRES_RELEASES).map(Number) as readonly PostgresMajor[]

/** Only a standby tells these. */
const OF_A_STANDBY = /^pg_stat_wal_receiver_|^pg_replication_(received|replayed)_lsn_bytes$/

describe.skipIf(await inContainers()).each(MAJORS)('PostgreSQL %i', (major) => {
  let world: World
  let exporter: ExporterUnderTest
  let page: ScrapedPage

  beforeAll(async () => {
    world = await createWorld(major)
    exporter = await startExporter(YAML, { PRIMARY: world.primary.url, STANDBY: world.standby.url })
    await scrape(exporter.url)
    page = await scrape(exporter.url)
    const seconds = page.value('pg_exporter_last_scrape_duration_seconds', { target: 'primary' })
    console.log(`PostgreSQL ${major}: ${page.series.length} series of both, the primary took ${((seconds ?? 0) * 1000).toFixed(0)} ms`)
  })
  afterAll(async () => {
    await exporter?.close()
    await world?.stop()
  })

  const namesOf = (target: string) => new Set(page.series.filter(({ labels }) => labels['target'] === target).map(({ name }) => name))

  test('every collector works, on the primary and on the standby', () => {
    expect(exporter.log()).not.toContain('a collector failed')
    const success = page.series.filter(({ name }) => name === 'pg_scrape_collector_success')
    expect(success.length).toBeGreaterThan(40)
    expect(success.filter(({ value }) => value !== 1)).toEqual([])
    expect(page.value('pg_exporter_last_scrape_error', { target: 'primary' })).toBe(0)
  })

  test('every metric that this version can give is there, and no other', () => {
    const expected = expectedNames(major)
    const [primary, standby] = [namesOf('primary'), namesOf('standby')]
    expect(expected.filter((name) => !(OF_A_STANDBY.test(name) ? standby : primary).has(name))).toEqual([])
    const given = Object.values(postgres).map(({ name, kind }) => (kind === 'histogram' ? `${name}_count` : name))
    expect(given.filter((name) => (primary.has(name) || standby.has(name)) && !expected.includes(name))).toEqual([])
  })

  test('has the names that dashboard 9628 asks for', () => {
    expect(DASHBOARD_9628).toHaveLength(35)
    expect(DASHBOARD_9628.filter((name) => !namesOf('primary').has(name))).toEqual([])
  })

  test('the standby says that it is one, whom it follows and how far it is', () => {
    const standby = { target: 'standby' }
    expect(page.value('pg_replication_is_replica', standby)).toBe(1)
    expect(page.value('pg_replication_is_replica', { target: 'primary' })).toBe(0)
    const receiver = page.series.find(({ name }) => name === 'pg_stat_wal_receiver_flushed_lsn')
    expect(receiver?.labels).toMatchObject({
      target: 'standby',
      upstream_host: '127.0.0.1',
      slot_name: 'repmgr_slot_7',
      status: 'streaming',
    })
    expect(page.value('pg_stat_wal_receiver_upstream_node', standby)).toBe(7)
    expect(page.value('pg_replication_replayed_lsn_bytes', standby)).toBeLessThanOrEqual(
      page.value('pg_replication_received_lsn_bytes', standby) ?? 0,
    )
    const replica = { target: 'primary', slot_name: 'repmgr_slot_7', state: 'streaming' }
    expect(page.value('pg_stat_replication_replay_lsn_bytes', replica)).toBeGreaterThan(0)
    expect(page.value('pg_stat_replication_pg_wal_lsn_diff', replica)).toBeGreaterThanOrEqual(0)
  })

  test('promtool accepts the page but for inherited names', () => {
    const { stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input: page.text, encoding: 'utf8' })
    expect(error).toBeUndefined()
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '')
    expect(
      lines.filter(
        (line) => !/^(pg|nodejs|process)_\S+ (counter metrics should|non-\S+ metrics should|non-histogram|metric name should)/.test(line),
      ),
    ).toEqual([])
  })
})
