import { afterAll, beforeAll, expect, test } from 'vitest'
import { scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { administer } from '../../support/redis-servers.js'
import { inContainers, startRedis, type Redis } from '../../support/services.js'

let master: Redis
let replica: Redis
let exporter: ExporterUnderTest
let host: string
let port: string

/** Where the replica reaches the master: containers do not see each other's ports on the machine's loopback. */
const addressOfMaster = async (): Promise<readonly [host: string, port: string]> => {
  if (!(await inContainers())) return ['127.0.0.1', String(master.port)]
  const { getContainerRuntimeClient } = await import('testcontainers')
  const { container } = await getContainerRuntimeClient()
  for (const { Id, Ports } of await container.dockerode.listContainers()) {
    if (!Ports.some(({ PublicPort }) => PublicPort === master.port)) continue
    const { NetworkSettings } = await container.dockerode.getContainer(Id).inspect()
    const [network] = Object.values(NetworkSettings.Networks)
    return [network?.IPAddress ?? '', '6379']
  }
  throw new Error('the container of the master is gone')
}

beforeAll(async () => {
  const settings = { 'repl-diskless-sync-delay': '0', 'protected-mode': 'no' }
  ;[master, replica] = await Promise.all([startRedis({ settings }), startRedis({ settings })])
  ;[host, port] = await addressOfMaster()
  exporter = await startExporter(`redis: [{ name: master, url: "${master.url}" }, { name: replica, url: "${replica.url}" }]`)
  await administer(replica.url, (client) => client.call('REPLICAOF', host, port))
})
afterAll(() => Promise.all([exporter?.close(), master?.stop(), replica?.stop()]))

test('a replica that is attached is told on both sides', async () => {
  const labels = { target: 'replica', master_host: host, master_port: port }
  const up = async () => (await scrape(exporter.url)).value('redis_master_link_up', labels)
  await expect.poll(up, { timeout: 20_000, interval: 200 }).toBe(1)
  await administer(master.url, (client) => client.set('k', 'v'))
  const offsets = async () => {
    const page = await scrape(exporter.url)
    const confirmed = page.series.find(
      ({ name, labels: own }) => name === 'redis_connected_slave_offset_bytes' && own['slave_state'] === 'online',
    )
    return { written: page.value('redis_master_repl_offset', { target: 'master' }), confirmed: confirmed?.value, page }
  }
  await expect
    .poll(
      async () => {
        const { written, confirmed } = await offsets()
        return confirmed !== undefined && written !== undefined && confirmed > 0 && written - confirmed < 100
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe(true)
  const { page } = await offsets()
  expect(page.value('redis_connected_slaves', { target: 'master' })).toBe(1)
  expect(page.value('redis_connected_slave_lag_seconds')).toBeLessThan(5)
  expect(page.value('redis_replica_resyncs_full', { target: 'master' })).toBe(1)
  expect(page.value('redis_slave_info', { ...labels, read_only: '1' })).toBe(1)
  expect(page.value('redis_master_last_io_seconds_ago', labels)).toBeLessThan(15)
  expect(page.value('redis_master_sync_in_progress', labels)).toBe(0)
  expect(page.value('redis_slave_repl_offset', labels)).toBeGreaterThan(0)
  expect(page.value('redis_instance_info', { target: 'replica', role: 'slave' })).toBe(1)
  expect(page.value('redis_db_keys', { target: 'replica', db: 'db0' })).toBe(1)
})

test('a master that dies is told by its replica, which lives on', async () => {
  await master.kill()
  await expect
    .poll(async () => (await scrape(exporter.url)).value('redis_master_link_up', { target: 'replica' }), { timeout: 20_000, interval: 200 })
    .toBe(0)
  const page = await scrape(exporter.url)
  expect(page.value('redis_up', { target: 'master' })).toBe(0)
  expect(page.value('redis_up', { target: 'replica' })).toBe(1)
  expect(
    page.series
      .filter(({ labels }) => labels['target'] === 'master')
      .map(({ name }) => name)
      .filter((name) => name.startsWith('redis_')),
  ).toEqual(['redis_up', 'redis_exporter_last_scrape_error'])
})
