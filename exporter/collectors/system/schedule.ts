import { system } from '../../../definition/catalogue/index.js'
import { linesOf, readProcIfThere, wordsOf } from './files.js'
import type { Subject } from './subject.js'

const NANOSECONDS = 1e9

export interface CpuSchedule {
  readonly cpu: string
  readonly runningSeconds: number
  readonly waitingSeconds: number
  readonly timeslices: number
}

/** Reads /proc/schedstat: the last three numbers of a CPU's line. */
export const parseSchedule = (text: string): readonly CpuSchedule[] =>
  linesOf(text)
    .filter((line) => /^cpu\d+ /.test(line))
    .map(wordsOf)
    .filter((words) => words.length >= 10)
    .map((words) => ({
      cpu: (words[0] ?? '').slice('cpu'.length),
      runningSeconds: Number(words[7]) / NANOSECONDS,
      waitingSeconds: Number(words[8]) / NANOSECONDS,
      timeslices: Number(words[9]),
    }))

/** What the scheduler did; none where the kernel does not count it. */
export const schedule: Subject = {
  name: 'schedule',
  peers: ['schedstat'],
  read: (into, source) => {
    for (const { cpu, runningSeconds, waitingSeconds, timeslices } of parseSchedule(readProcIfThere(source, 'schedstat') ?? '')) {
      into.set(system.node_schedstat_running_seconds_total, { cpu }, runningSeconds)
      into.set(system.node_schedstat_waiting_seconds_total, { cpu }, waitingSeconds)
      into.set(system.node_schedstat_timeslices_total, { cpu }, timeslices)
    }
  },
}
