/**
 * @module Containers of a Docker engine, under cAdvisor's names.
 */
import { containers } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'
import { inBackground, type Background } from '../background.js'
import { entriesOf, limitOf, numberAt, readContainers, workingSetOf, type ContainerReading, type Reading } from './read.js'

const INTERVAL_SECONDS = 15
/** An answer that old says nothing of now. */
const STALE_SECONDS = 90
const NANOSECONDS = 1e9

const NETWORK = [
  ['rx_bytes', containers.container_network_receive_bytes_total],
  ['rx_packets', containers.container_network_receive_packets_total],
  ['rx_errors', containers.container_network_receive_errors_total],
  ['rx_dropped', containers.container_network_receive_packets_dropped_total],
  ['tx_bytes', containers.container_network_transmit_bytes_total],
  ['tx_packets', containers.container_network_transmit_packets_total],
  ['tx_errors', containers.container_network_transmit_errors_total],
  ['tx_dropped', containers.container_network_transmit_packets_dropped_total],
] as const

const secondsAt = (value: unknown, ...path: readonly string[]): number | undefined => {
  const nanoseconds = numberAt(value, ...path)
  return nanoseconds === undefined ? undefined : nanoseconds / NANOSECONDS
}

const writeProcessor = (
  into: Writer,
  labels: { readonly id: string; readonly name: string; readonly image: string },
  cpu: unknown,
): void => {
  into.set(containers.container_cpu_usage_seconds_total, { ...labels, cpu: 'total' }, secondsAt(cpu, 'cpu_usage', 'total_usage'))
  into.set(containers.container_cpu_user_seconds_total, labels, secondsAt(cpu, 'cpu_usage', 'usage_in_usermode'))
  into.set(containers.container_cpu_system_seconds_total, labels, secondsAt(cpu, 'cpu_usage', 'usage_in_kernelmode'))
  into.set(containers.container_cpu_cfs_periods_total, labels, numberAt(cpu, 'throttling_data', 'periods'))
  into.set(containers.container_cpu_cfs_throttled_periods_total, labels, numberAt(cpu, 'throttling_data', 'throttled_periods'))
  into.set(containers.container_cpu_cfs_throttled_seconds_total, labels, secondsAt(cpu, 'throttling_data', 'throttled_time'))
}

const writeContainer = (into: Writer, one: ContainerReading, atSeconds: number): void => {
  const { id, name, image, cpu, memory, networks } = one
  const labels = { id, name, image }
  into.set(containers.container_last_seen, labels, atSeconds)
  into.set(containers.container_start_time_seconds, labels, one.startedSeconds)
  into.set(containers.container_restarts_total, labels, one.restarts)
  into.set(containers.container_processes, labels, one.processes)
  into.set(containers.container_memory_usage_bytes, labels, numberAt(memory, 'usage'))
  into.set(containers.container_memory_working_set_bytes, labels, workingSetOf(memory))
  into.set(containers.container_spec_memory_limit_bytes, labels, limitOf(memory))
  writeProcessor(into, labels, cpu)
  for (const [device, amounts] of entriesOf(networks)) {
    for (const [field, metric] of NETWORK) into.set(metric, { ...labels, interface: device }, numberAt(amounts, field))
  }
}

export const containerCollector = (target: string, reading: Background<Reading>): Collector => ({
  name: 'containers',
  target,
  collect: async (into) => {
    const latest = reading.latest()
    if (!latest) return // the first answer is under way
    const age = Date.now() / 1000 - latest.atSeconds
    if (age > STALE_SECONDS) throw new Error(`the Docker engine has not answered for ${Math.round(age)} s`)
    for (const one of latest.containers) writeContainer(into, one, latest.atSeconds)
  },
})

export const containerSources = ({ system }: Pick<Settings, 'system'>): readonly Source[] => {
  if (!system?.containers) return []
  const reading = inBackground(INTERVAL_SECONDS, readContainers)
  return [{ collectors: [containerCollector(system.name, reading)], close: reading.stop }]
}
