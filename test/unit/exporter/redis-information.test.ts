import { describe, expect, test } from 'vitest'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { amountOf, parseInformation } from '../../../exporter/collectors/redis/information.js'
import { redisCollector } from '../../../exporter/collectors/redis/index.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { pick, seeded, textOf } from './random.js'
import { readPage } from '../../support/metrics-page.js'

const INFO = `# Server\r
redis_version:7.4.1\r
redis_mode:standalone\r
os:Linux 6.1 x86_64\r
uptime_in_seconds:100\r
server_time_usec:1700000100000000\r
executable:/usr/bin/redis:server\r
\r
# Clients\r
connected_clients:3\r
maxclients:10000\r
# Memory\r
used_memory:941184\r
used_memory_human:919.12K\r
mem_fragmentation_ratio:7.78\r
maxmemory:0\r
# Replication\r
role:master\r
# Commandstats\r
cmdstat_ping:calls=4,usec=3000000,usec_per_call=3.00,rejected_calls=0,failed_calls=0\r
cmdstat_config|get:failed_calls=0,usec=5,calls=1\r
# Latencystats\r
latency_percentiles_usec_ping:p50=3.007,p99=,p99.9=3.007\r
# Keyspace\r
db0:keys=12,expires=2,avg_ttl=0,subexpiry=0\r
db3:expires=1,keys_with_volatile_items=4,keys=7\r
`

const pageOf = async (info: string, configured: Readonly<Record<string, string>> = {}): Promise<string> => {
  const into = createBuffer()
  const session = { info: async () => info, configured: async (name: string) => configured[name], close: () => {} }
  await redisCollector({ target: 'c', session }).collect(into, new AbortController().signal)
  return renderPage(into.families(), { standard: 1000, byMetric: new Map() }).text
}

describe('INFO', () => {
  test('is read by name', () => {
    const { fields, commands, databases } = parseInformation(INFO)
    expect(fields.get('redis_version')).toBe('7.4.1')
    expect(fields.get('executable')).toBe('/usr/bin/redis:server')
    expect(amountOf(commands.get('config|get') ?? new Map(), 'calls')).toBe(1)
    expect(amountOf(databases.get('db3') ?? new Map(), 'keys')).toBe(7)
    expect(amountOf(fields, 'used_memory_human')).toBeUndefined()
    expect(amountOf(fields, 'nothing')).toBeUndefined()
  })

  test('becomes the series that redis_exporter gives', async () => {
    const page = await pageOf(INFO, { databases: '16' })
    for (const line of [
      'redis_up{target="c"} 1',
      'redis_connected_clients{target="c"} 3',
      'redis_config_maxclients{target="c"} 10000',
      'redis_memory_used_bytes{target="c"} 941184',
      'redis_memory_max_bytes{target="c"} 0',
      'redis_start_time_seconds{target="c"} 1700000000',
      'redis_instance_info{target="c",redis_version="7.4.1",redis_mode="standalone",role="master",os="Linux 6.1 x86_64"} 1',
      'redis_commands_total{target="c",cmd="ping"} 4',
      'redis_commands_duration_seconds_total{target="c",cmd="ping"} 3',
      'redis_commands_total{target="c",cmd="config|get"} 1',
      'redis_db_keys{target="c",db="db0"} 12',
      'redis_db_keys_expiring{target="c",db="db3"} 1',
      'redis_db_keys{target="c",db="db15"} 0',
    ]) {
      expect(page.split('\n')).toContain(line)
    }
  })

  test('of a server that refuses CONFIG gives what it has', async () => {
    const page = await pageOf(INFO)
    expect(page.match(/^redis_db_keys\{/gm)).toHaveLength(2)
  })

  test('without a field leaves its sample away', async () => {
    expect(await pageOf('redis_version:2.8.0\n')).not.toContain('redis_memory_used_bytes')
  })

  test('of something else is refused', async () => {
    await expect(pageOf('HTTP/1.1 400 Bad Request\r\n')).rejects.toThrow('INFO names no redis_version; is this a Redis server?')
  })

  test('that is garbled never throws and never gives a value that is no number', async () => {
    const random = seeded(7)
    const lines = INFO.split('\n')
    for (let round = 0; round < 2000; round += 1) {
      const garbled = lines.map((line) => {
        const at = Math.floor(random() * (line.length + 1))
        return pick(random, [
          line,
          line,
          line.slice(0, at),
          line.slice(0, at) + textOf(random, ':=,#\0é1-e', 6) + line.slice(at),
          line.slice(at),
        ])
      })
      const page = await pageOf(['redis_version:7', ...garbled].join('\n'), { databases: textOf(random, '16x-', 3), maxclients: 'many' })
      for (const { name, value } of readPage(page)) expect(Number.isFinite(value), name).toBe(true)
    }
  })
})
