import { describe, expect, test } from 'vitest'
import { parseInformation, amountOf, numberIn, statedBy } from '../../../exporter/collectors/redis/information.js'
import { writeInformation } from '../../../exporter/collectors/redis/index.js'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { readPage } from '../../support/metrics-page.js'
import { pick, seeded, textOf } from './random.js'

const INFO = `# Server\r
redis_version:7.4.1\r
redis_mode:standalone\r
os:Linux 6.1 x86_64\r
uptime_in_seconds:100\r
server_time_usec:1700000100900000\r
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
# Persistence\r
rdb_last_bgsave_status:err\r
aof_last_write_status:ok\r
latest_fork_usec:1500\r
# Replication\r
role:slave\r
master_host:10.0.0.1\r
master_port:6379\r
master_link_status:down\r
master_last_io_seconds_ago:-1\r
slave_read_only:1\r
slave0:lag=1,port=6380,ip=10.0.0.2,state=online,offset=42\r
# Commandstats\r
cmdstat_ping:calls=4,usec=3000000,usec_per_call=3.00,rejected_calls=1,failed_calls=2\r
cmdstat_config|get:failed_calls=0,usec=5,calls=1\r
# Errorstats\r
errorstat_ERR:count=4\r
# Latencystats\r
latency_percentiles_usec_ping:p50=3.007,p99=,p99.9=9.5,=1,x\r
# Keyspace\r
db0:keys=12,expires=2,avg_ttl=1500,subexpiry=3\r
db3:expires=1,keys_with_volatile_items=4,keys=7\r
`

const pageOf = (info: string): string => {
  const into = createBuffer()
  writeInformation(into, 'c', info)
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
    expect(statedBy(fields, 'rdb_last_bgsave_status')).toBe(0)
  })

  test.each(['', ' ', 'x', '0x10', '1e999', 'NaN', 'Infinity', '1_0', '12%', '1,5', '--1'])('takes %j for no number', (text) => {
    expect(numberIn(text)).toBeUndefined()
  })

  test('becomes the series that redis_exporter gives', () => {
    const lines = pageOf(INFO).split('\n')
    for (const line of [
      'redis_up{target="c"} 1',
      'redis_connected_clients{target="c"} 3',
      'redis_max_clients{target="c"} 10000',
      'redis_config_maxclients{target="c"} 10000',
      'redis_config_maxmemory{target="c"} 0',
      'redis_memory_used_bytes{target="c"} 941184',
      'redis_memory_max_bytes{target="c"} 0',
      'redis_start_time_seconds{target="c"} 1700000000',
      'redis_latest_fork_seconds{target="c"} 0.0015',
      'redis_rdb_last_bgsave_status{target="c"} 0',
      'redis_aof_last_write_status{target="c"} 1',
      'redis_errors_total{target="c",err="ERR"} 4',
      'redis_commands_total{target="c",cmd="ping"} 4',
      'redis_commands_duration_seconds_total{target="c",cmd="ping"} 3',
      'redis_commands_rejected_calls_total{target="c",cmd="ping"} 1',
      'redis_commands_failed_calls_total{target="c",cmd="ping"} 2',
      'redis_commands_total{target="c",cmd="config|get"} 1',
      'redis_db_keys{target="c",db="db0"} 12',
      'redis_db_avg_ttl_seconds{target="c",db="db0"} 1.5',
      'redis_db_keys_with_expiring_items{target="c",db="db0"} 3',
      'redis_db_keys_with_expiring_items{target="c",db="db3"} 4',
      'redis_db_keys_expiring{target="c",db="db3"} 1',
      'redis_connected_slave_offset_bytes{target="c",slave_ip="10.0.0.2",slave_port="6380",slave_state="online"} 42',
      'redis_connected_slave_lag_seconds{target="c",slave_ip="10.0.0.2",slave_port="6380",slave_state="online"} 1',
      'redis_slave_info{target="c",master_host="10.0.0.1",master_port="6379",read_only="1"} 1',
      'redis_master_link_up{target="c",master_host="10.0.0.1",master_port="6379"} 0',
      'redis_master_last_io_seconds_ago{target="c",master_host="10.0.0.1",master_port="6379"} -1',
    ]) {
      expect(lines).toContain(line)
    }
  })

  test('has a summary of the times of a command, without what is no number', () => {
    const lines = pageOf(INFO)
      .split('\n')
      .filter((line) => line.includes('latency_percentiles_usec'))
    expect(lines.slice(1)).toEqual([
      '# TYPE redis_latency_percentiles_usec summary',
      'redis_latency_percentiles_usec{target="c",cmd="ping",quantile="50"} 3.007',
      'redis_latency_percentiles_usec{target="c",cmd="ping",quantile="99.9"} 9.5',
      'redis_latency_percentiles_usec_sum{target="c",cmd="ping"} 3000000',
      'redis_latency_percentiles_usec_count{target="c",cmd="ping"} 4',
    ])
  })

  test('without a field leaves its sample away', () => {
    expect(pageOf('redis_version:2.8.0\n')).not.toContain('redis_memory_used_bytes')
  })

  test('says of Valkey what it is', () => {
    const page = pageOf(
      'redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:9.1.2\r\nserver_mode:cluster\r\nvalkey_release_stage:ga\r\n',
    )
    expect(page).toMatch(/redis_mode="cluster".*valkey_version="9.1.2",valkey_release_stage="ga"\} 1/)
  })

  test('of a liar has no more than a bounded number of series', () => {
    const many = (line: (index: number) => string) => Array.from({ length: 30_000 }, (_, index) => line(index)).join('\n')
    for (const line of [
      (index: number) => `cmdstat_c${index}:calls=1,usec=1`,
      (index: number) => `errorstat_E${index}:count=1`,
      (index: number) => `db${index}:keys=1,expires=1`,
      (index: number) => `slave${index}:ip=${index},port=1,state=online,offset=1,lag=1`,
      (index: number) => `latency_percentiles_usec_c${index}:p50=1\ncmdstat_c${index}:calls=1,usec=1`,
    ]) {
      expect(readPage(pageOf(many(line))).length).toBeLessThan(6500)
    }
  })

  test('that is garbled never throws, never names a series twice and never gives a value that is no number', () => {
    const random = seeded(7)
    const lines = INFO.split('\n')
    for (let round = 0; round < 2000; round += 1) {
      const garbled = lines.map((line) => {
        const at = Math.floor(random() * (line.length + 1))
        return pick(random, [
          line,
          line,
          line.slice(0, at),
          line.slice(0, at) + textOf(random, ':=,#\0é1-e"\\|', 6) + line.slice(at),
          line.slice(at),
        ])
      })
      const series = readPage(pageOf(garbled.join('\n')))
      for (const { name, value } of series) expect(Number.isFinite(value), name).toBe(true)
      const keys = series.map(({ name, labels }) => JSON.stringify([name, labels]))
      expect(new Set(keys).size).toBe(keys.length)
    }
  })
})
