import { system } from '../../../definition/catalogue/index.js'
import { readProc, wordsOf } from './files.js'
import type { Subject } from './subject.js'

/** Reads /proc/loadavg: averages of 1, 5 and 15 minutes. */
const parseLoad = (text: string): readonly number[] => wordsOf(text).slice(0, 3).map(Number)

/** Load averages. */
export const load: Subject = {
  name: 'load',
  peers: ['loadavg'],
  read: (into, source) => {
    const [one, five, fifteen] = parseLoad(readProc(source, 'loadavg'))
    into.set(system.node_load1, {}, one)
    into.set(system.node_load5, {}, five)
    into.set(system.node_load15, {}, fifteen)
  },
}
