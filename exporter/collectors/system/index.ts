/**
 * @module The collectors of the machine, under node_exporter's names.
 */
import type { Collector } from '../../collector.js'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'
import { cpuCollector } from './cpu.js'
import { diskCollector } from './disk.js'
import type { SystemSource } from './files.js'
import { filesystemCollector } from './filesystem.js'
import { loadCollector } from './load.js'
import { memoryCollector } from './memory.js'
import { networkCollector } from './network.js'

export const systemCollectors = (source: SystemSource): readonly Collector[] => [
  cpuCollector(source),
  loadCollector(source),
  memoryCollector(source),
  diskCollector(source),
  networkCollector(source),
  filesystemCollector(source),
]

export const systemSources = ({ system }: Settings): readonly Source[] =>
  system ? [{ collectors: systemCollectors({ target: system.name, proc: system.proc, root: system.root }) }] : []
