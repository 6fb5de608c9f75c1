import { join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { namesIn, numberOf, readIfThere, readPatiently, wordsOf, type SystemSource } from './files.js'
import type { Subject } from './subject.js'

/** File of a CPU's `cpufreq` in kilohertz, and its metric. */
const LIMITS = [
  ['cpuinfo_min_freq', system.node_cpu_frequency_min_hertz],
  ['cpuinfo_max_freq', system.node_cpu_frequency_max_hertz],
  ['scaling_min_freq', system.node_cpu_scaling_frequency_min_hertz],
  ['scaling_max_freq', system.node_cpu_scaling_frequency_max_hertz],
] as const

/** For these the kernel may have to wake the CPU and measure it for some milliseconds. */
const MEASURED = [
  ['cpuinfo_cur_freq', system.node_cpu_frequency_hertz],
  ['scaling_cur_freq', system.node_cpu_scaling_frequency_hertz],
] as const

const HERTZ_PER_UNIT = 1000

const hertzOf = (text: string | undefined): number | undefined => {
  const value = numberOf(text)
  return value === undefined ? undefined : value * HERTZ_PER_UNIT
}

const writeGovernor = (into: Writer, cpu: string, folder: string): void => {
  const chosen = readIfThere(join(folder, 'scaling_governor'))?.trim()
  if (!chosen) return
  for (const governor of wordsOf(readIfThere(join(folder, 'scaling_available_governors')) ?? chosen)) {
    into.set(system.node_cpu_scaling_governor, { cpu, governor }, governor === chosen ? 1 : 0)
  }
}

const writeFrequencies = async (into: Writer, cpu: string, folder: string): Promise<void> => {
  for (const [file, metric] of LIMITS) into.set(metric, { cpu }, hertzOf(readIfThere(join(folder, file))))
  for (const [file, metric] of MEASURED) into.set(metric, { cpu }, hertzOf(await readPatiently(join(folder, file))))
  writeGovernor(into, cpu, folder)
}

/** Each core and each package is counted once, whatever number of CPUs it shows. */
const writeThrottles = (into: Writer, folders: readonly string[]): void => {
  const seen = new Set<string>()
  const once = (key: string): boolean => !seen.has(key) && seen.size < seen.add(key).size
  for (const folder of folders) {
    const pack = readIfThere(join(folder, 'topology/physical_package_id'))?.trim()
    const core = readIfThere(join(folder, 'topology/core_id'))?.trim()
    if (!pack || !core) continue
    const count = (file: string) => numberOf(readIfThere(join(folder, 'thermal_throttle', file)))
    if (once(`${pack} ${core}`)) into.set(system.node_cpu_core_throttles_total, { package: pack, core }, count('core_throttle_count'))
    if (once(pack)) into.set(system.node_cpu_package_throttles_total, { package: pack }, count('package_throttle_count'))
  }
}

const foldersOf = ({ sys }: SystemSource) =>
  namesIn(join(sys, 'devices/system/cpu'))
    .filter((name) => /^cpu\d+$/.test(name))
    .map((name) => ({ cpu: name.slice('cpu'.length), folder: join(sys, 'devices/system/cpu', name) }))

/** How fast the CPUs run, and how often heat slowed them down; a virtual machine mostly knows neither. */
export const frequency: Subject = {
  name: 'cpu_frequency',
  peers: ['cpufreq'],
  read: async (into, source, signal) => {
    const cpus = foldersOf(source).map(({ cpu, folder }) => ({ cpu, folder, names: namesIn(folder) }))
    for (const { cpu, folder } of cpus.filter(({ names }) => names.includes('cpufreq'))) {
      signal.throwIfAborted()
      await writeFrequencies(into, cpu, join(folder, 'cpufreq'))
    }
    writeThrottles(
      into,
      cpus.filter(({ names }) => names.includes('thermal_throttle')).map(({ folder }) => folder),
    )
  },
}
