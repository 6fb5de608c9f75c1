import { system } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { linesOf, readProc, type SystemSource } from './files.js'

const FIELDS = {
  MemTotal: system.node_memory_MemTotal_bytes,
  MemFree: system.node_memory_MemFree_bytes,
  MemAvailable: system.node_memory_MemAvailable_bytes,
  Buffers: system.node_memory_Buffers_bytes,
  Cached: system.node_memory_Cached_bytes,
  SwapTotal: system.node_memory_SwapTotal_bytes,
  SwapFree: system.node_memory_SwapFree_bytes,
} as const

const BYTES_PER_KIBIBYTE = 1024

/** Reads /proc/meminfo into bytes by field. */
export const parseMemory = (text: string): ReadonlyMap<string, number> =>
  new Map(
    linesOf(text).flatMap((line): readonly (readonly [string, number])[] => {
      const [, name, amount, unit] = /^([^:]+):\s+(\d+)(\s+kB)?$/.exec(line) ?? []
      return name && amount ? [[name, Number(amount) * (unit ? BYTES_PER_KIBIBYTE : 1)]] : []
    }),
  )

/** Memory and swap. */
export const memoryCollector = (source: SystemSource): Collector => ({
  name: 'system_memory',
  target: source.target,
  collect: async (into, signal) => {
    const fields = parseMemory(await readProc(source, 'meminfo', signal))
    for (const [field, metric] of Object.entries(FIELDS)) into.set(metric, {}, fields.get(field))
  },
})
