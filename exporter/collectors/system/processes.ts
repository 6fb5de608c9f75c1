import { join } from 'node:path'
import { PROCESS_STATES, system } from '../../../definition/catalogue/index.js'
import { namesIn, numberOf, readIfThere, readProcIfThere } from './files.js'
import type { Subject } from './subject.js'

export interface ProcessState {
  readonly state: string
  readonly threads: number
}

/** Reads /proc/<pid>/stat; a process may have any name, brackets and line ends included, so that the last bracket counts. */
export const parseProcess = (text: string): ProcessState | undefined => {
  const words = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const threads = Number(words[17])
  return words[0] && Number.isFinite(threads) ? { state: words[0], threads } : undefined
}

/** A pause for everybody else after so many processes: each takes the kernel some microseconds. */
const AT_ONCE = 100

const pause = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Processes by state; it asks for each one's file, and so is off until it is asked for. */
export const processes: Subject = {
  name: 'processes',
  peers: ['processes'],
  read: async (into, source, signal) => {
    const counts = new Map<string, number>(PROCESS_STATES.map((state) => [state, 0]))
    const numbers = namesIn(source.proc).filter((name) => /^\d+$/.test(name))
    let pids = 0
    let threads = 0
    for (const [index, number] of numbers.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await pause()
      signal.throwIfAborted()
      const text = readIfThere(join(source.proc, number, 'stat'))
      const found = text === undefined ? undefined : parseProcess(text)
      if (!found) continue // ended since it was listed
      pids += 1
      threads += found.threads
      counts.set(found.state, (counts.get(found.state) ?? 0) + 1)
    }
    if (pids === 0) throw new Error(`${source.proc} lists no process`)
    into.set(system.node_processes_pids, {}, pids)
    into.set(system.node_processes_threads, {}, threads)
    into.set(system.node_processes_max_processes, {}, numberOf(readProcIfThere(source, 'sys/kernel/pid_max')))
    into.set(system.node_processes_max_threads, {}, numberOf(readProcIfThere(source, 'sys/kernel/threads-max')))
    for (const state of PROCESS_STATES) into.set(system.node_processes_state, { state }, counts.get(state))
  },
}
