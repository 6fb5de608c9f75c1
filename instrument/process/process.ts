/**
 * The Node.js process itself, under the names that prom-client's default metrics have, so that dashboards made for them
 * work. A value that cannot be read has no sample.
 */
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import { nodeProcess } from '../../definition/catalogue/index.js'
import { createInstruments, type Instruments } from '../registry.js'
import { put } from '../series.js'
import { type EventLoop, watchEventLoop } from './event-loop.js'
import { watchGarbage } from './garbage.js'
import { showResources } from './resources.js'
import { countDescriptors, mostDescriptors, readMemory } from './system.js'

const collected = new WeakSet<Instruments>()

type Values = Readonly<Partial<Record<keyof typeof nodeProcess, number | undefined>>>

const processor = (): Values => {
  const { user, system } = process.cpuUsage()
  return {
    process_cpu_user_seconds_total: user / 1e6,
    process_cpu_system_seconds_total: system / 1e6,
    process_cpu_seconds_total: (user + system) / 1e6,
    process_start_time_seconds: Math.round(performance.timeOrigin) / 1000,
  }
}

const memory = (): Values => {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
  const { VmRSS, VmSize, VmData } = readMemory()
  return {
    process_resident_memory_bytes: VmRSS ?? rss,
    process_virtual_memory_bytes: VmSize,
    process_heap_bytes: VmData,
    nodejs_heap_size_total_bytes: heapTotal,
    nodejs_heap_size_used_bytes: heapUsed,
    nodejs_heap_size_limit_bytes: getHeapStatistics().heap_size_limit,
    nodejs_external_memory_bytes: external,
  }
}

const eventLoop = (loop: EventLoop): Values => {
  const lag = loop.lag()
  return {
    nodejs_eventloop_lag_seconds: loop.last() ?? lag?.mean,
    nodejs_eventloop_lag_min_seconds: lag?.min,
    nodejs_eventloop_lag_max_seconds: lag?.max,
    nodejs_eventloop_lag_mean_seconds: lag?.mean,
    nodejs_eventloop_lag_stddev_seconds: lag?.stddev,
    nodejs_eventloop_lag_p50_seconds: lag?.percentile(50),
    nodejs_eventloop_lag_p90_seconds: lag?.percentile(90),
    nodejs_eventloop_lag_p99_seconds: lag?.percentile(99),
  }
}

const descriptors = (): Values => ({ process_open_fds: countDescriptors(), process_max_fds: mostDescriptors() })

const showValues = (instruments: Instruments, values: Values): void => {
  for (const [name, value] of Object.entries(values)) {
    const family = instruments.scalar(nodeProcess[name as keyof typeof nodeProcess])
    if (value === undefined) family.clear()
    else put(family.series({}), value)
  }
}

const showSpaces = (instruments: Instruments): void => {
  for (const { space_name, space_size, space_used_size, space_available_size } of getHeapSpaceStatistics()) {
    const labels = { space: space_name.replace(/_space$/, '') }
    put(instruments.scalar(nodeProcess.nodejs_heap_space_size_total_bytes).series(labels), space_size)
    put(instruments.scalar(nodeProcess.nodejs_heap_space_size_used_bytes).series(labels), space_used_size)
    put(instruments.scalar(nodeProcess.nodejs_heap_space_size_available_bytes).series(labels), space_available_size)
  }
}

const showVersion = (instruments: Instruments): void => {
  const [major = '', minor = '', patch = ''] = process.versions.node.split('.')
  put(instruments.scalar(nodeProcess.nodejs_version_info).series({ version: process.version, major, minor, patch }), 1)
}

/**
 * Adds the figures of this process to the page. Returns what takes them off the page again. Throws TypeError where they
 * are on it already: each would be there twice.
 *
 * @example
 * const stop = collectProcess(instruments)
 */
export const collectProcess = (instruments: Instruments): (() => void) => {
  if (collected.has(instruments)) throw new TypeError('the process is collected already; call collectProcess once')
  collected.add(instruments)
  const own = createInstruments()
  const loop = watchEventLoop()
  own.beforeRender(() => {
    for (const values of [processor(), memory(), descriptors(), eventLoop(loop)]) showValues(own, values)
    showResources(own)
    showSpaces(own)
    showVersion(own)
  })
  const stops = [instruments.include(own), watchGarbage(own), loop.stop]
  return () => {
    collected.delete(instruments)
    for (const stop of stops) stop()
  }
}
