import { CPU_MODES, GUEST_MODES, system } from '../../../definition/catalogue/index.js'
import { linesOf, readProc, wordsOf } from './files.js'
import type { Subject } from './subject.js'

/** USER_HZ: the kernel gives times to programs in hundredths of a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100

interface CpuTime<Mode> {
  readonly cpu: string
  readonly mode: Mode
  readonly seconds: number
}

export interface Statistics {
  readonly times: readonly CpuTime<(typeof CPU_MODES)[number]>[]
  readonly guests: readonly CpuTime<(typeof GUEST_MODES)[number]>[]
  readonly bootTime: number | undefined
  readonly contextSwitches: number | undefined
  readonly interrupts: number | undefined
  readonly forks: number | undefined
  readonly running: number | undefined
  readonly blocked: number | undefined
}

const timesOf = <Mode>(line: string, modes: readonly Mode[], skipped: number): readonly CpuTime<Mode>[] => {
  const [name = '', ...ticks] = wordsOf(line)
  return modes.flatMap((mode, index) => {
    const amount = Number(ticks[index + skipped])
    return Number.isFinite(amount) ? [{ cpu: name.slice('cpu'.length), mode, seconds: amount / TICKS_PER_SECOND }] : []
  })
}

/** Reads /proc/stat. */
export const parseStatistics = (text: string): Statistics => {
  const lines = linesOf(text)
  const cpus = lines.filter((line) => /^cpu\d+ /.test(line))
  const amount = (name: string): number | undefined => {
    const value = lines.find((line) => line.startsWith(`${name} `))?.split(' ', 2)[1]
    return value === undefined ? undefined : Number(value)
  }
  return {
    times: cpus.flatMap((line) => timesOf(line, CPU_MODES, 0)),
    guests: cpus.flatMap((line) => timesOf(line, GUEST_MODES, CPU_MODES.length)),
    bootTime: amount('btime'),
    contextSwitches: amount('ctxt'),
    interrupts: amount('intr'),
    forks: amount('processes'),
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
export const createCpu = (): Subject => {
  const monotone = createMonotone()
  return {
    name: 'cpu',
    peers: ['cpu', 'stat'],
    read: (into, source) => {
      const { times, guests, bootTime, contextSwitches, interrupts, forks, running, blocked } = parseStatistics(readProc(source, 'stat'))
      if (times.length === 0) throw new Error(`${source.proc}/stat lists no CPU`)
      for (const { cpu, mode, seconds } of times) {
        into.set(system.node_cpu_seconds_total, { cpu, mode }, monotone(`${cpu} ${mode}`, seconds))
      }
      for (const { cpu, mode, seconds } of guests) {
        into.set(system.node_cpu_guest_seconds_total, { cpu, mode }, monotone(`${cpu} guest ${mode}`, seconds))
      }
      into.set(system.node_boot_time_seconds, {}, bootTime)
      into.set(system.node_context_switches_total, {}, contextSwitches)
      into.set(system.node_intr_total, {}, interrupts)
      into.set(system.node_forks_total, {}, forks)
      into.set(system.node_procs_running, {}, running)
      into.set(system.node_procs_blocked, {}, blocked)
    },
  }
}
