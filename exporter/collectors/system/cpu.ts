import { CPU_MODES, system } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { linesOf, readProc, wordsOf, type SystemSource } from './files.js'

/** USER_HZ: the kernel gives times to programs in hundredths of a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100

type CpuMode = (typeof CPU_MODES)[number]

interface CpuTime {
  readonly cpu: string
  readonly mode: CpuMode
  readonly seconds: number
}

export interface Statistics {
  readonly times: readonly CpuTime[]
  readonly bootTime: number | undefined
  readonly contextSwitches: number | undefined
  readonly running: number | undefined
  readonly blocked: number | undefined
}

const timesOf = (line: string): readonly CpuTime[] => {
  const [name = '', ...ticks] = wordsOf(line)
  return CPU_MODES.flatMap((mode, index) => {
    const amount = Number(ticks[index])
    return Number.isFinite(amount) ? [{ cpu: name.slice('cpu'.length), mode, seconds: amount / TICKS_PER_SECOND }] : []
  })
}

/** Reads /proc/stat. */
export const parseStatistics = (text: string): Statistics => {
  const lines = linesOf(text)
  const amount = (name: string): number | undefined => {
    const value = lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]
    return value === undefined ? undefined : Number(value)
  }
  return {
    times: lines.filter((line) => /^cpu\d+ /.test(line)).flatMap(timesOf),
    bootTime: amount('btime'),
    contextSwitches: amount('ctxt'),
    running: amount('procs_running'),
    blocked: amount('procs_blocked'),
  }
}

/** The kernel's idle and iowait can step back a little; a counter that does reads as a restart, so the larger stays. */
const TOLERATED_STEP_SECONDS = 3

export const createMonotone = (): ((key: string, seconds: number) => number) => {
  const largest = new Map<string, number>()
  return (key, seconds) => {
    const before = largest.get(key) ?? 0
    if (seconds < before && before - seconds < TOLERATED_STEP_SECONDS) return before
    largest.set(key, seconds)
    return seconds
  }
}

/** Time the CPUs spent by mode, start of the machine, what runs and waits. */
export const cpuCollector = (source: SystemSource): Collector => {
  const monotone = createMonotone()
  return {
    name: 'system_cpu',
    target: source.target,
    collect: async (into, signal) => {
      const { times, bootTime, contextSwitches, running, blocked } = parseStatistics(await readProc(source, 'stat', signal))
      if (times.length === 0) throw new Error(`${source.proc}/stat lists no CPU`)
      for (const { cpu, mode, seconds } of times) {
        into.set(system.node_cpu_seconds_total, { cpu, mode }, monotone(`${cpu} ${mode}`, seconds))
      }
      into.set(system.node_boot_time_seconds, {}, bootTime)
      into.set(system.node_context_switches_total, {}, contextSwitches)
      into.set(system.node_procs_running, {}, running)
      into.set(system.node_procs_blocked, {}, blocked)
    },
  }
}
