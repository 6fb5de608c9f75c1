import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redis } from '../../../definition/catalogue/index.js'
import { scrape, startExporter, type ExporterUnderTest, type ScrapedPage } from '../../support/exporter.js'
import { administer, redisServers, type AnyRedis } from '../../support/redis-servers.js'

const DASHBOARDS = {
  763: 'up uptime_in_seconds connected_clients blocked_clients memory_used_bytes memory_max_bytes commands_total commands_duration_seconds_total keyspace_hits_total keyspace_misses_total net_input_bytes_total net_output_bytes_total db_keys db_keys_expiring expired_keys_total evicted_keys_total',
  11835:
    'up uptime_in_seconds connected_clients memory_used_bytes memory_max_bytes commands_processed_total keyspace_hits_total keyspace_misses_total net_input_bytes_total net_output_bytes_total db_keys db_keys_expiring expired_keys_total evicted_keys_total commands_total',
  mixins:
    'memory_used_rss_bytes connected_slaves instance_info master_repl_offset rdb_last_save_timestamp_seconds config_maxclients rejected_connections_total total_system_memory_bytes',
}

/** What each field of INFO becomes, as redis_exporter has it: written anew here, so that a slip in the catalogue shows. */
const SPOT_CHECKS: Readonly<Record<string, string>> = {
  used_memory: 'redis_memory_used_bytes',
  used_memory_rss: 'redis_memory_used_rss_bytes',
  maxmemory: 'redis_memory_max_bytes',
  mem_not_counted_for_evict: 'redis_mem_not_counted_for_eviction_bytes',
  allocator_frag_bytes: 'redis_allocator_frag_bytes',
  rdb_last_save_time: 'redis_rdb_last_save_timestamp_seconds',
  rdb_last_bgsave_time_sec: 'redis_rdb_last_bgsave_duration_sec',
  loading: 'redis_loading_dump_file',
  total_connections_received: 'redis_connections_received_total',
  sync_full: 'redis_replica_resyncs_full',
  repl_backlog_size: 'redis_replication_backlog_bytes',
  used_cpu_sys: 'redis_cpu_sys_seconds_total',
  expired_stale_perc: 'redis_expired_stale_percentage',
  active_defrag_hits: 'redis_defrag_hits',
  process_id: 'redis_process_id',
  maxclients: 'redis_max_clients',
  total_eviction_exceeded_time: 'redis_eviction_exceeded_time_ms_total',
  expire_cycle_cpu_milliseconds: 'redis_expire_cycle_cpu_time_ms_total',
  used_active_time_main_thread: 'redis_active_time_main_thread_seconds_total',
}

const fieldsOf = (info: string): ReadonlyMap<string, string> =>
  new Map(
    info
      .split('\r\n')
      .flatMap((line) => (/^\w+:/.test(line) ? [[line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const] : [])),
  )

const WORDS: Readonly<Record<string, number>> = { ok: 1, err: 0 }
const numberOf = (text: string | undefined): number => WORDS[text ?? ''] ?? Number(text)

/** Plain metrics of INFO by the field that fills them. */
const plain = Object.values(redis).flatMap(({ name, source, labels }) => {
  const field = /^INFO (\w+)$/.exec(source)?.[1]
  return field && Object.keys(labels).length === 1 ? [{ name, field }] : []
})

describe.each(await redisServers())('the page of %s', (server, start) => {
  let cache: AnyRedis | undefined
  let exporter: ExporterUnderTest
  let page: ScrapedPage
  let before: ReadonlyMap<string, string>
  let after: ReadonlyMap<string, string>

  beforeAll(async () => {
    cache = await start({ 'latency-monitor-threshold': '1' })
    if (!cache) return
    exporter = await startExporter(`redis: [{ name: c, url: "${cache.url}" }]`)
    await scrape(exporter.url)
    await administer(cache.url, async (client) => {
      await client.set('k', 'v', 'EX', 100)
      await client.call('nonsense').catch(() => {})
      await client.eval('local n = 0 for i = 1, 5000000 do n = n + i end return n', 0)
      before = fieldsOf(await client.info('all'))
      page = await scrape(exporter.url)
      after = fieldsOf(await client.info('all'))
    })
    const version = after.get('valkey_version') ?? after.get('redis_version')
    console.log(`${server} ${version}: ${page.series.length} series, ${(page.seconds * 1000).toFixed(1)} ms`)
  })
  afterAll(() => Promise.all([exporter?.close(), cache?.stop()]))

  const names = () => new Set(page.series.map(({ name }) => name))

  test('has the names that dashboards have', (context) => {
    if (!cache) return context.skip('no such server here')
    for (const list of Object.values(DASHBOARDS)) expect(list.split(' ').filter((name) => !names().has(`redis_${name}`))).toEqual([])
  })

  test('gives each field of INFO as it was between two readings', (context) => {
    if (!cache) return context.skip('no such server here')
    let compared = 0
    for (const { name, field } of plain) {
      const [least, most] = [numberOf(before.get(field)), numberOf(after.get(field))].sort((one, other) => one - other)
      const value = page.value(name)
      if (!before.has(field)) expect(value, name).toBeUndefined()
      else if (name !== 'redis_latest_fork_seconds' && !Number.isNaN(least)) {
        // a gauge such as a buffer may have been higher in between; what only grows may not
        const slack = /_total$|_id$|max|status|enabled/.test(name) ? 1e-9 : Math.max(1, Math.abs(most ?? 0))
        expect(value, name).toBeGreaterThanOrEqual((least ?? 0) - slack)
        expect(value, name).toBeLessThanOrEqual((most ?? 0) + slack)
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(90)
  })

  test('names the fields as redis_exporter does', (context) => {
    if (!cache) return context.skip('no such server here')
    for (const [field, name] of Object.entries(SPOT_CHECKS)) expect(names().has(name), name).toBe(after.has(field))
  })

  test('says of every series the type and labels that the catalogue declares', (context) => {
    if (!cache) return context.skip('no such server here')
    const types = new Map([...page.text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]))
    for (const { name, labels } of page.series.filter((series) => series.name.startsWith('redis_'))) {
      const plainName = name.replace(/_(bucket|sum|count)$/, '')
      const metric = Object.values(redis).find((one) => one.name === name || one.name === plainName)
      expect(metric, name).toBeDefined()
      if (!metric || metric.name === 'redis_latency_percentiles_usec' || metric.kind === 'histogram') continue
      expect(types.get(name), name).toBe(metric.kind)
      expect(Object.keys(labels), name).toEqual(Object.keys(metric.labels))
    }
    if (after.has('latency_percentiles_usec_get') || server !== 'redis-6') {
      expect(types.get('redis_latency_percentiles_usec')).toBe('summary')
      expect(types.get('redis_commands_latencies_usec')).toBe('histogram')
    }
  })

  test('tells events that were slow, errors and the slow log', (context) => {
    if (!cache) return context.skip('no such server here')
    expect(page.value('redis_latency_spike_duration_seconds', { event_name: 'command' })).toBeGreaterThan(0.001)
    expect(page.value('redis_slowlog_length')).toBeGreaterThanOrEqual(1)
    expect(page.value('redis_last_slow_execution_duration_seconds')).toBeGreaterThan(0.005)
    if (server !== 'redis-6') expect(page.value('redis_errors_total', { err: 'ERR' })).toBe(1)
    expect(page.value('redis_commandlog_slow_length')).toEqual(server === 'valkey' ? page.value('redis_slowlog_length') : undefined)
  })

  test('has every collector at 1 and pleases promtool but for names that are inherited', (context) => {
    if (!cache) return context.skip('no such server here')
    const success = page.series.filter(({ name, labels }) => name === 'plimsoll_collector_success' && labels['target'] === 'c')
    expect(success.map(({ labels, value }) => [labels['collector'], value])).toEqual(
      ['information', 'replication', 'commands', 'slowlog', 'cluster'].map((name) => [`redis_${name}`, 1]),
    )
    const { stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input: page.text, encoding: 'utf8' })
    expect(error).toBeUndefined()
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !/^(redis|nodejs|process)_\S+ /.test(line))
    expect(complaints).toEqual([])
  })

  test('costs the server one connection, named, and no error', async (context) => {
    if (!cache) return context.skip('no such server here')
    await administer(cache.url, async (client) => {
      expect(String(await client.client('LIST')).match(/name=plimsoll_exporter /g)).toHaveLength(1)
      const failed = [...fieldsOf(await client.info('commandstats'))].filter(([, text]) => /(rejected|failed)_calls=[1-9]/.test(text))
      expect(failed).toEqual([])
    })
  })
})
