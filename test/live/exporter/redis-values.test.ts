import { setTimeout as sleep } from 'node:timers/promises'
import { Redis as RedisClient } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scrape, startExporter, type ExporterUnderTest, type ScrapedPage } from '../../support/exporter.js'
import { administer, redisServers, type AnyRedis } from '../../support/redis-servers.js'

const SETTINGS = {
  maxclients: '12',
  'maxmemory-policy': 'allkeys-random',
  'latency-monitor-threshold': '5',
  'repl-diskless-sync-delay': '0',
}

describe.each(await redisServers())('what %s does is what the page says', (server, start) => {
  let cache: AnyRedis | undefined
  let exporter: ExporterUnderTest
  const opened: RedisClient[] = []

  beforeAll(async () => {
    cache = await start(SETTINGS)
    if (cache) exporter = await startExporter(`redis: [{ name: c, url: "${cache.url}" }]`)
  })
  afterAll(async () => {
    for (const client of opened) client.disconnect()
    await Promise.all([exporter?.close(), cache?.stop()])
  })

  const client = (): RedisClient => {
    const made = new RedisClient(cache?.url ?? '', { protocol: 2, disableClientInfo: true, retryStrategy: () => null })
    made.on('error', () => {})
    opened.push(made)
    return made
  }

  /** What a metric grew by while something was done. */
  const growth = async (work: (client: RedisClient) => Promise<unknown>) => {
    const before = await scrape(exporter.url)
    await administer(cache?.url ?? '', work)
    const after = await scrape(exporter.url)
    const grown = (name: string, labels: Readonly<Record<string, string>> = {}): number =>
      (after.value(name, labels) ?? Number.NaN) - (before.value(name, labels) ?? 0)
    return { grown, after }
  }

  test('hits and misses, calls and their times, bytes', async (context) => {
    if (!cache) return context.skip('no such server here')
    const { grown, after } = await growth(async (own) => {
      for (let index = 0; index < 50; index += 1) await own.set(`k${index}`, 'v'.repeat(1000))
      for (let index = 0; index < 60; index += 1) await own.get(`k${index}`)
    })
    expect(grown('redis_keyspace_hits_total')).toBe(50)
    expect(grown('redis_keyspace_misses_total')).toBe(10)
    expect(grown('redis_commands_total', { cmd: 'get' })).toBe(60)
    expect(grown('redis_commands_total', { cmd: 'set' })).toBe(50)
    expect(grown('redis_commands_duration_seconds_total', { cmd: 'set' })).toBeGreaterThan(0)
    expect(grown('redis_commands_duration_seconds_total', { cmd: 'set' })).toBeLessThan(0.5)
    expect(grown('redis_net_input_bytes_total')).toBeGreaterThan(50_000)
    expect(grown('redis_net_output_bytes_total')).toBeGreaterThan(50_000)
    expect(after.value('redis_db_keys', { db: 'db0' })).toBe(50)
    if (server === 'redis-6') return
    expect(grown('redis_commands_latencies_usec_count', { cmd: 'get' })).toBe(60)
    expect(grown('redis_commands_latencies_usec_bucket', { cmd: 'get', le: '+Inf' })).toBe(60)
    expect(after.value('redis_latency_percentiles_usec', { cmd: 'get', quantile: '50' })).toBeGreaterThanOrEqual(0)
  })

  test('expiries', async (context) => {
    if (!cache) return context.skip('no such server here')
    const { grown, after } = await growth(async (own) => {
      await own.set('short', 'v', 'PX', 1)
      await own.set('long', 'v', 'EX', 1000)
      await sleep(20)
      await own.get('short')
    })
    expect(grown('redis_expired_keys_total')).toBe(1)
    expect(after.value('redis_db_keys_expiring', { db: 'db0' })).toBe(1)
    await expect
      .poll(async () => (await scrape(exporter.url)).value('redis_db_avg_ttl_seconds', { db: 'db0' }), { timeout: 10_000 })
      .toBeGreaterThan(900)
  })

  test('evictions, when memory has a limit', async (context) => {
    if (!cache) return context.skip('no such server here')
    const { grown, after } = await growth(async (own) => {
      const used = Number(/used_memory:(\d+)/.exec(await own.info('memory'))?.[1])
      await own.config('SET', 'maxmemory', used + 500_000)
      for (let index = 0; index < 300; index += 1) await own.set(`big${index}`, 'x'.repeat(10_000))
    })
    expect(grown('redis_evicted_keys_total')).toBeGreaterThan(100)
    expect(after.value('redis_memory_max_bytes')).toBeGreaterThan(500_000)
    expect(after.value('redis_config_maxmemory')).toBe(after.value('redis_memory_max_bytes'))
    expect(after.value('redis_instance_info', { maxmemory_policy: 'allkeys-random', role: 'master' })).toBe(1)
    await administer(cache.url, (own) => own.config('SET', 'maxmemory', '0'))
  })

  test('clients that wait, and connections that are refused', async (context) => {
    if (!cache) return context.skip('no such server here')
    const waiting = client()
    const answer = waiting.blpop('never', 0).catch(() => {})
    await expect.poll(async () => (await scrape(exporter.url)).value('redis_blocked_clients')).toBe(1)
    const before = await scrape(exporter.url)
    const crowd = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const one = client()
        return one.ping().then(
          () => one,
          () => undefined,
        )
      }),
    )
    const during = await scrape(exporter.url)
    const accepted = crowd.filter((one) => one !== undefined).length
    expect(accepted).toBeLessThan(12)
    expect(during.value('redis_connected_clients')).toBe(12)
    expect(during.value('redis_config_maxclients')).toBe(12)
    expect(
      (during.value('redis_rejected_connections_total') ?? 0) - (before.value('redis_rejected_connections_total') ?? 0),
    ).toBeGreaterThanOrEqual(12 - accepted)
    for (const one of [waiting, ...crowd]) one?.disconnect()
    await answer
    await expect.poll(async () => (await scrape(exporter.url)).value('redis_connected_clients')).toBe(1)
  })

  test('slow commands and error answers', async (context) => {
    if (!cache) return context.skip('no such server here')
    let last: unknown
    const { grown, after } = await growth(async (own) => {
      await own.set('text', 'v')
      await own.lpush('text', 'v').catch(() => {})
      await own.call('GET').catch(() => {})
      await own.eval('local n = 0 for i = 1, 8000000 do n = n + i end return n', 0)
      ;[[last]] = (await own.call('SLOWLOG', 'GET', '1')) as [[number]]
    })
    expect(grown('redis_slowlog_length')).toBeGreaterThanOrEqual(1)
    expect(after.value('redis_slowlog_last_id')).toBe(last)
    expect(after.value('redis_last_slow_execution_duration_seconds')).toBeGreaterThan(0.01)
    expect(after.value('redis_latency_spike_duration_seconds', { event_name: 'command' })).toBeGreaterThan(0.005)
    expect(Math.abs((after.value('redis_latency_spike_last', { event_name: 'command' }) ?? 0) - Date.now() / 1000)).toBeLessThan(5)
    if (server === 'redis-6') return
    expect(grown('redis_errors_total', { err: 'WRONGTYPE' })).toBe(1)
    expect(grown('redis_commands_failed_calls_total', { cmd: 'lpush' })).toBe(1)
    expect(grown('redis_commands_rejected_calls_total', { cmd: 'get' })).toBe(1)
    expect(grown('redis_total_error_replies')).toBe(2)
  })

  test('a snapshot, and since when the server runs', async (context) => {
    if (!cache) return context.skip('no such server here')
    const { after } = await growth((own) => own.save())
    expect(after.value('redis_rdb_last_bgsave_status')).toBe(1)
    expect(after.value('redis_rdb_changes_since_last_save')).toBe(0)
    expect(Math.abs((after.value('redis_rdb_last_save_timestamp_seconds') ?? 0) - Date.now() / 1000)).toBeLessThan(10)
    await expect
      .poll(async () =>
        Math.abs(
          ((await scrape(exporter.url)).value('redis_start_time_seconds') ?? 0) +
            ((await scrape(exporter.url)).value('redis_uptime_in_seconds') ?? 0) -
            Date.now() / 1000,
        ),
      )
      .toBeLessThan(3)
  })
})

describe.each(await redisServers())('replication and cluster of %s', (_, start) => {
  test('a node of a cluster tells its slots', async (context) => {
    const node = await start({ 'cluster-enabled': 'yes' })
    if (!node) return context.skip('no such server here')
    const exporter = await startExporter(`redis: [{ name: c, url: "${node.url}" }]`)
    try {
      const before = await scrape(exporter.url)
      expect(before.value('redis_cluster_enabled')).toBe(1)
      expect(before.value('redis_cluster_state')).toBe(0)
      const all = Array.from({ length: 16_384 }, (_unused, slot) => slot)
      await administer(node.url, (own) => own.call('CLUSTER', 'ADDSLOTS', ...all))
      const slots = (page: ScrapedPage) => ['assigned', 'ok', 'pfail', 'fail'].map((kind) => page.value(`redis_cluster_slots_${kind}`))
      await expect.poll(async () => (await scrape(exporter.url)).value('redis_cluster_state'), { timeout: 10_000 }).toBe(1)
      const after = await scrape(exporter.url)
      expect(slots(after)).toEqual([16_384, 16_384, 0, 0])
      expect([after.value('redis_cluster_known_nodes'), after.value('redis_cluster_size')]).toEqual([1, 1])
      expect(after.value('redis_cluster_messages_sent_total')).toBe(0)
      expect(after.series.filter(({ name }) => name === 'redis_db_keys')).toHaveLength(1)
    } finally {
      await Promise.all([exporter.close(), node.stop()])
    }
  })
})
