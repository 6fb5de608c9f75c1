/** Where the kernel says what 1860 asks for, so that a name that nobody gives is told from one that was forgotten. */
import { existsSync, readFileSync } from 'node:fs'

export interface KernelSource {
  readonly names: RegExp
  readonly path: string
  /** What has to stand in that file; without it the file alone is enough. */
  readonly text?: (name: string) => RegExp
}

/** `node_memory_Active_anon_bytes` is `Active(anon):` in /proc/meminfo. */
const meminfoLine = (name: string): RegExp => {
  const key = name.replace(/^node_memory_/, '').replace(/_bytes$/, '')
  return new RegExp(`^${key.replace(/_(anon|file)$/, '\\($1\\)')}:`, 'm')
}

const sources: readonly KernelSource[] = [
  { names: /^node_memory_/, path: '/proc/meminfo', text: meminfoLine },
  { names: /^node_cpu_scaling_frequency_/, path: '/sys/devices/system/cpu/cpu0/cpufreq' },
  { names: /^node_schedstat_/, path: '/proc/schedstat' },
  { names: /^node_pressure_irq_/, path: '/proc/pressure/irq' },
  { names: /^node_kernel_hung_tasks$/, path: '/proc/sys/kernel/hung_task_detect_count' },
  { names: /^node_nf_conntrack_/, path: '/proc/sys/net/netfilter/nf_conntrack_count' },
]

/** What this machine lacks for this name; undefined when it lacks nothing that we know of. */
export const lacking = (name: string): string | undefined => {
  const source = sources.find(({ names }) => names.test(name))
  if (source === undefined) return undefined
  if (!existsSync(source.path)) return `this kernel has no ${source.path}`
  const wanted = source.text?.(name)
  if (wanted === undefined || wanted.test(readFileSync(source.path, 'utf8'))) return undefined
  return `this kernel has no such line in ${source.path}`
}
