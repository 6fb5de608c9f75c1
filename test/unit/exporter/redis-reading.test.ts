import { describe, expect, test } from 'vitest'
import { distributionOf, parseHistograms } from '../../../exporter/collectors/redis/histogram.js'
import { redisCollectors } from '../../../exporter/collectors/redis/index.js'
import { createReader } from '../../../exporter/collectors/redis/reading.js'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import type { Answer, Command, RedisSession } from '../../../exporter/sessions/redis-session.js'

type Answers = Readonly<Record<string, unknown>>

const answering = (answers: Answers, asked: string[] = []): RedisSession => ({
  ask: async (commands: readonly Command[]): Promise<readonly Answer[]> =>
    commands.map((command) => {
      const key = command.join(' ')
      asked.push(key)
      const found = Object.entries(answers).find(([beginning]) => key.startsWith(beginning))
      return found ? { value: found[1] } : { refusal: `NOPERM no permission for ${key}` }
    }),
  close: async () => {},
})

const collect = async (session: RedisSession, times = 1) => {
  const notices: string[] = []
  const notify = (details: Readonly<Record<string, unknown>>) => void notices.push(String(details['command']))
  const reader = createReader({ target: 'c', session, notify, latencyHistogram: true })
  const collectors = redisCollectors('c', reader)
  let text = ''
  for (let time = 0; time < times; time += 1) {
    const { signal } = new AbortController()
    const parts = await Promise.all(
      collectors.map(async (collector) => {
        const into = createBuffer()
        await collector.collect(into, signal)
        return into.families()
      }),
    )
    text = renderPage(parts.flat(), { standard: 2000, byMetric: new Map() }).text
  }
  return { text, notices, reader, collectors }
}

const SIX = 'redis_version:6.0.16\r\ncluster_enabled:0\r\n'
const SEVEN = 'redis_version:7.0.15\r\ncluster_enabled:1\r\ncmdstat_get:calls=7,usec=70\r\n'
const VALKEY = 'redis_version:7.2.4\r\nvalkey_version:8.1.0\r\n'

describe('what is asked', () => {
  test('is one INFO a collection for all collectors, and of an old server nothing that it does not know', async () => {
    const asked: string[] = []
    await collect(answering({ 'INFO all': SIX }, asked))
    expect(asked.filter((one) => one === 'INFO all')).toHaveLength(1)
    expect(asked.join('\n')).not.toMatch(/HISTOGRAM|COMMANDLOG|CLUSTER/)
    expect(asked.filter((one) => one.startsWith('CONFIG GET')).every((one) => one.split(' ').length === 3)).toBe(true)
  })

  test('never is every setting, since passwords are among them', async () => {
    const asked: string[] = []
    await collect(answering({ 'INFO all': VALKEY }, asked))
    expect(asked.filter((one) => one.includes('*') || one.includes('pass'))).toEqual([])
    expect(asked.filter((one) => one.startsWith('COMMANDLOG LEN'))).toHaveLength(3)
  })

  test('and refused is told once, not asked again at once, and costs only its own samples', async () => {
    const asked: string[] = []
    const { text, notices } = await collect(answering({ 'INFO all': SEVEN, 'SLOWLOG LEN': 3 }, asked), 5)
    expect(text).toContain('redis_up{target="c"} 1\n')
    expect(text).toContain('redis_slowlog_length{target="c"} 3\n')
    expect(text).not.toContain('redis_slowlog_last_id')
    expect(notices.filter((one) => one === 'SLOWLOG GET 1')).toHaveLength(1)
    expect(asked.filter((one) => one === 'SLOWLOG GET 1')).toHaveLength(1)
    expect(asked.filter((one) => one === 'SLOWLOG LEN')).toHaveLength(5)
  })

  test('of a server that loads its data is asked again, without a word', async () => {
    const asked: string[] = []
    const session: RedisSession = {
      ask: async (commands) =>
        commands.map((command) => {
          asked.push(command.join(' '))
          return command[0] === 'INFO' ? { value: SIX } : { refusal: 'LOADING Redis is loading the dataset in memory' }
        }),
      close: async () => {},
    }
    const { text, notices } = await collect(session, 3)
    expect(text).toContain('redis_up{target="c"} 1\n')
    expect(notices).toEqual([])
    expect(asked.filter((one) => one === 'SLOWLOG LEN')).toHaveLength(3)
  })

  test('by a cluster is CLUSTER INFO too', async () => {
    const cluster = 'cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_stats_messages_sent:5\r\ncluster_unknown:9\r\n'
    const { text } = await collect(answering({ 'INFO all': SEVEN, 'CLUSTER INFO': cluster }))
    expect(text).toContain('redis_cluster_state{target="c"} 1\n')
    expect(text).toContain('redis_cluster_slots_assigned{target="c"} 16384\n')
    expect(text).toContain('redis_cluster_messages_sent_total{target="c"} 5\n')
    expect(text).not.toContain('cluster_unknown')
  })
})

test('settings become metrics', async () => {
  const limits = 'normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60'
  const settings = ['databases', '3', 'maxclients', '9', 'maxmemory', '0', 'io-threads', '4', 'client-output-buffer-limit', limits]
  const { text } = await collect(answering({ 'INFO all': VALKEY, 'CONFIG GET': settings }))
  for (const line of [
    'redis_config_maxclients{target="c"} 9',
    'redis_config_io_threads{target="c"} 4',
    'redis_db_keys{target="c",db="db2"} 0',
    'redis_config_client_output_buffer_limit_bytes{target="c",class="slave",limit="soft"} 67108864',
    'redis_config_client_output_buffer_limit_overcome_seconds{target="c",class="pubsub",limit="soft"} 60',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

test('something else than Redis is refused, and the page says what kind of failure it was', async () => {
  const reader = createReader({ target: 'c', session: answering({ 'INFO all': 'HTTP/1.1 400' }), notify: () => {}, latencyHistogram: true })
  await expect(reader.read(new AbortController().signal)).rejects.toThrow('INFO names no redis_version; is this a Redis server?')
  const into = createBuffer()
  redisCollectors('c', reader)[0]?.collectFailed?.(into)
  expect(renderPage(into.families(), { standard: 10, byMetric: new Map() }).text).toContain(
    'redis_exporter_last_scrape_error{target="c",err="answer"} 1',
  )
})

describe('LATENCY HISTOGRAM', () => {
  test('has every bound from the start, with the counts that the server leaves out', () => {
    const [histogram] = parseHistograms(['get', ['calls', 6, 'histogram_usec', [4, 2, 16, 5, 264, 6]]])
    if (!histogram) throw new Error('no histogram')
    const { buckets, sum, count } = distributionOf(histogram, 99)
    expect(buckets.slice(0, 10)).toEqual([
      [1, 0],
      [2, 0],
      [4, 2],
      [8, 2],
      [16, 5],
      [33, 5],
      [66, 5],
      [132, 5],
      [264, 6],
      [528, 6],
    ])
    expect(buckets.at(-1)).toEqual([1_082_130, 6])
    expect({ sum, count }).toEqual({ sum: 99, count: 6 })
  })

  test.each([
    [null],
    ['x'],
    [['get']],
    [['get', 3]],
    [['get', ['calls', 'x']]],
    [['get', ['calls', 1, 'histogram_usec', 7]]],
    [[[], [[], []]]],
  ])('that is %j never throws, and never counts fewer than its buckets', (answer) => {
    for (const histogram of parseHistograms(answer)) {
      const { buckets, count } = distributionOf(histogram, 0)
      expect(count).toBeGreaterThanOrEqual(buckets.at(-1)?.[1] ?? 0)
    }
  })

  test('is kept of the busiest commands alone', () => {
    const answer = Array.from({ length: 300 }, (_, index) => [`c${index}`, ['calls', index, 'histogram_usec', [1, index]]]).flat()
    const kept = parseHistograms(answer)
    expect(kept).toHaveLength(80)
    expect(kept[0]?.command).toBe('c299')
  })
})
