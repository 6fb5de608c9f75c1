import { describe, expect, test } from 'vitest'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { containerCollector } from '../../../exporter/collectors/containers/index.js'
import { limitOf, workingSetOf, type Reading } from '../../../exporter/collectors/containers/read.js'
import { readPage } from '../../support/metrics-page.js'

const signal = new AbortController().signal
const seriesOf = async (latest: Reading | undefined) => {
  const into = createBuffer()
  await containerCollector('host', { latest: () => latest, stop: async () => {} }).collect(into, signal)
  return readPage(renderPage(into.families(), { standard: 100, byMetric: new Map() }).text)
}
const reading = (over: object = {}): Reading => ({
  atSeconds: Date.now() / 1000,
  containers: [
    {
      id: '/docker/ab',
      name: 'shop',
      image: 'shop:1',
      startedSeconds: 1000,
      restarts: 2,
      processes: 7,
      cpu: { cpu_usage: { total_usage: 2_500_000_000 }, throttling_data: { periods: 10, throttled_periods: 3, throttled_time: 1e9 } },
      memory: { usage: 1000, limit: 5000, stats: { inactive_file: 400 } },
      networks: { eth0: { rx_bytes: 1, tx_dropped: 2 } },
      ...over,
    },
  ],
})

describe('what a Docker engine says of a container', () => {
  test('stands under the names that cAdvisor gives, in seconds and bytes', async () => {
    const values = Object.fromEntries((await seriesOf(reading())).map(({ name, value }) => [name, value]))
    expect(values).toMatchObject({
      container_start_time_seconds: 1000,
      container_restarts_total: 2,
      container_cpu_usage_seconds_total: 2.5,
      container_cpu_cfs_throttled_periods_total: 3,
      container_cpu_cfs_throttled_seconds_total: 1,
      container_memory_usage_bytes: 1000,
      container_memory_working_set_bytes: 600,
      container_spec_memory_limit_bytes: 5000,
      container_network_receive_bytes_total: 1,
      container_network_transmit_packets_dropped_total: 2,
    })
    expect(values).not.toHaveProperty('container_cpu_user_seconds_total')
  })

  test('that is nonsense drops its figures and nothing else', async () => {
    const series = await seriesOf(
      reading({ cpu: 'broken', memory: null, networks: { eth0: [] }, startedSeconds: undefined, processes: undefined }),
    )
    expect(series.map(({ name }) => name)).toEqual(['container_last_seen', 'container_restarts_total'])
  })

  test('is not there before the first answer, and a failure once it is old', async () => {
    expect(await seriesOf(undefined)).toEqual([])
    await expect(seriesOf({ ...reading(), atSeconds: Date.now() / 1000 - 200 })).rejects.toThrow(
      'the Docker engine has not answered for 200 s',
    )
  })

  test('names no limit where the limit is the machine', () => {
    expect(limitOf({ limit: 8e9 }, 8e9)).toBe(0)
    expect(limitOf({ limit: 1e9 }, 8e9)).toBe(1e9)
    expect(limitOf({}, 8e9)).toBeUndefined()
    expect(workingSetOf({ usage: 10, stats: { total_inactive_file: 4, inactive_file: 1 } })).toBe(6)
    expect(workingSetOf({ usage: 1, stats: { inactive_file: 4 } })).toBe(0)
  })
})
