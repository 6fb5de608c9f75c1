import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setTimeout as sleep } from 'node:timers/promises'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { expect, onTestFinished, test } from 'vitest'
import { nodeProcess } from '../../../definition/catalogue/index.js'
import { collectProcess, createInstruments, renderMetrics, type Instruments } from '../../../instrument/index.js'
import { readPage } from '../../support/metrics-page.js'

const collected = (): Instruments => {
  const instruments = createInstruments()
  onTestFinished(collectProcess(instruments))
  return instruments
}

const read = async (instruments: Instruments): Promise<ReadonlyMap<string, number>> =>
  new Map(
    readPage((await renderMetrics(instruments)).body).map(({ name, labels, value }) => [
      `${name}${Object.values(labels).join(' ')}`,
      value,
    ]),
  )

const block = (milliseconds: number): void => {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

test('no value is NaN, at whatever moment the page is read', async () => {
  const instruments = collected()
  for (let time = 0; time < 30; time += 1) {
    for (const [name, value] of await read(instruments)) expect(value, name).not.toBeNaN()
    await sleep(2)
  }
})

test('two readers see the same delays of the event loop, however often either reads', async () => {
  const instruments = collected()
  await sleep(120)
  block(300)
  await sleep(300)
  const first = await read(instruments)
  for (let time = 0; time < 20; time += 1) await read(instruments)
  await sleep(120)
  const second = await read(instruments)
  for (const page of [first, second]) {
    expect(page.get('nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0.2)
    expect(page.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0.2)
    expect(page.get('nodejs_eventloop_lag_p50_seconds')).toBeLessThan(0.1)
  }
})

test('what the process says of itself is what Node.js says', async () => {
  const page = await read(collected())
  const near = (name: string, value: number, share: number) => {
    expect(page.get(name), name).toBeGreaterThan(value * (1 - share))
    expect(page.get(name), name).toBeLessThan(value * (1 + share))
  }
  near('process_resident_memory_bytes', process.memoryUsage.rss(), 0.2)
  near('nodejs_heap_size_total_bytes', process.memoryUsage().heapTotal, 0.3)
  near('process_cpu_seconds_total', (process.cpuUsage().user + process.cpuUsage().system) / 1e6, 0.2)
  near('process_start_time_seconds', Date.now() / 1000 - process.uptime(), 1e-8)
  const [major, minor, patch] = process.versions.node.split('.')
  expect(page.get(`nodejs_version_info${process.version} ${major} ${minor} ${patch}`)).toBe(1)
})

test('every collection of garbage is counted', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const instruments = collected()
  const count = async (): Promise<number> => (await read(instruments)).get('nodejs_gc_duration_seconds_countmajor') ?? 0
  const before = await count()
  for (let time = 0; time < 3; time += 1) collect()
  await sleep(50)
  for (let time = 0; time < 2; time += 1) collect()
  await sleep(50)
  expect((await count()) - before).toBeGreaterThanOrEqual(5)
  expect((await count()) - before).toBeLessThan(10)
})

test('every name that prom-client has is there, under the same type', async () => {
  const theirs = new Registry()
  collectDefaultMetrics({ register: theirs })
  const types = (page: string) => new Map([...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]))
  const [ours, wanted] = [types((await renderMetrics(collected())).body), types(await theirs.metrics())]
  expect(Object.fromEntries([...wanted.keys()].map((name) => [name, ours.get(name)]))).toEqual(Object.fromEntries(wanted))
  expect([...ours.keys()].filter((name) => !(String(name) in nodeProcess))).toEqual([])
})
