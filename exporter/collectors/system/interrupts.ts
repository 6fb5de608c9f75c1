import { system } from '../../../definition/catalogue/index.js'
import { linesOf, readProc, wordsOf } from './files.js'
import type { Subject } from './subject.js'

export interface Interrupt {
  readonly type: string
  readonly info: string
  readonly devices: string
  readonly amounts: readonly number[]
}

/** Reads /proc/interrupts; a numbered interrupt names its controller, then its devices. Lines with one sum for all CPUs are no interrupts. */
export const parseInterrupts = (text: string): readonly Interrupt[] => {
  const [head = '', ...lines] = linesOf(text)
  const cpus = wordsOf(head).length
  return lines
    .map(wordsOf)
    .filter((words) => words.length >= cpus + 2)
    .map(([name = '', ...words]) => {
      const type = name.slice(0, -1)
      const said = words.slice(cpus)
      const isNumbered = /^\d+$/.test(type)
      return {
        type,
        info: isNumbered ? (said[0] ?? '') : said.join(' '),
        devices: isNumbered ? said.slice(1).join(' ') : '',
        amounts: words.slice(0, cpus).map(Number),
      }
    })
}

/** Interrupts by CPU and device: many series, and so off until they are asked for. */
export const interrupts: Subject = {
  name: 'interrupts',
  peers: ['interrupts'],
  read: (into, source) => {
    for (const { type, info, devices, amounts } of parseInterrupts(readProc(source, 'interrupts'))) {
      for (const [cpu, amount] of amounts.entries())
        into.set(system.node_interrupts_total, { cpu: String(cpu), type, info, devices }, amount)
    }
  },
}
