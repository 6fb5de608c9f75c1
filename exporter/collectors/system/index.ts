/**
 * @module The collectors of the machine, under node_exporter's names.
 */
import type { Collector } from '../../collector.js'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'
import { connections } from './connections.js'
import { createCpu } from './cpu.js'
import { disk } from './disk.js'
import type { SystemSource } from './files.js'
import { createFileSystems } from './filesystem.js'
import { frequency } from './frequency.js'
import { createIdentity } from './identity.js'
import { interrupts } from './interrupts.js'
import { createClock, kernel } from './kernel.js'
import { load } from './load.js'
import { memory, paging } from './memory.js'
import { createNetworkDevices } from './network-devices.js'
import { network } from './network.js'
import { neighbours, softnet, tracking } from './packets.js'
import { portableSource } from './portable/index.js'
import { pressure } from './pressure.js'
import { processes } from './processes.js'
import { protocols } from './protocols.js'
import { schedule } from './schedule.js'
import { sensors } from './sensors.js'
import { createSockets } from './sockets.js'
import { collectorOf, type Subject } from './subject.js'

/** Subjects that a machine may do without. */
export interface Extras {
  readonly processes?: boolean
  readonly interrupts?: boolean
  readonly connections?: boolean
}

const subjectsOf = (extras: Extras): readonly Subject[] => [
  createCpu(),
  frequency,
  schedule,
  load,
  pressure,
  memory,
  paging,
  disk,
  createFileSystems(),
  network,
  createNetworkDevices(),
  protocols,
  createSockets(),
  softnet,
  neighbours,
  tracking,
  createClock(),
  kernel,
  createIdentity(),
  sensors,
  ...(extras.processes ? [processes] : []),
  ...(extras.interrupts ? [interrupts] : []),
  ...(extras.connections ? [connections] : []),
]

export const systemCollectors = (source: SystemSource, extras: Extras = {}): readonly Collector[] =>
  subjectsOf(extras).map((subject) => collectorOf(source, subject))

export const systemSources = ({ system }: Pick<Settings, 'system'>): readonly Source[] => {
  if (!system) return []
  const source = { ...system, target: system.name }
  return [process.platform === 'linux' ? { collectors: systemCollectors(source, system) } : portableSource(source)]
}
