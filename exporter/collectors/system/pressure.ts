import { system } from '../../../definition/catalogue/index.js'
import { linesOf, readProcIfThere } from './files.js'
import type { Subject } from './subject.js'

/** File, line, metric. That every process waits for the CPU at once says nothing of the whole machine. */
const FIGURES = [
  ['cpu', 'some', system.node_pressure_cpu_waiting_seconds_total],
  ['io', 'some', system.node_pressure_io_waiting_seconds_total],
  ['io', 'full', system.node_pressure_io_stalled_seconds_total],
  ['memory', 'some', system.node_pressure_memory_waiting_seconds_total],
  ['memory', 'full', system.node_pressure_memory_stalled_seconds_total],
  ['irq', 'full', system.node_pressure_irq_stalled_seconds_total],
] as const

/** Reads a file of /proc/pressure: seconds by line. */
export const parsePressure = (text: string): ReadonlyMap<string, number> =>
  new Map(
    linesOf(text).flatMap((line): readonly (readonly [string, number])[] => {
      const [, name, total] = /^(some|full) .*\btotal=(\d+)/.exec(line) ?? []
      return name && total ? [[name, Number(total) / 1000 / 1000]] : []
    }),
  )

/** Time in which processes waited for CPU, memory, input and output; none where the kernel does not count it. */
export const pressure: Subject = {
  name: 'pressure',
  peers: ['pressure'],
  read: (into, source) => {
    const files = new Map(
      ['cpu', 'io', 'memory', 'irq'].map((file) => [file, parsePressure(readProcIfThere(source, `pressure/${file}`) ?? '')]),
    )
    for (const [file, line, metric] of FIGURES) into.set(metric, {}, files.get(file)?.get(line))
  },
}
