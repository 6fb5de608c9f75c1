import { hostname, machine, release, type, version } from 'node:os'
import { system } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { readProc, wordsOf, type SystemSource } from './files.js'

/** Reads /proc/loadavg: averages of 1, 5 and 15 minutes. */
const parseLoad = (text: string): readonly number[] => wordsOf(text).slice(0, 3).map(Number)

/** Load averages, clock and kernel. */
export const loadCollector = (source: SystemSource): Collector => ({
  name: 'system_load',
  target: source.target,
  collect: async (into, signal) => {
    const [one, five, fifteen] = parseLoad(await readProc(source, 'loadavg', signal))
    into.set(system.node_load1, {}, one)
    into.set(system.node_load5, {}, five)
    into.set(system.node_load15, {}, fifteen)
    into.set(system.node_time_seconds, {}, Date.now() / 1000)
    const domainname = (await readProc(source, 'sys/kernel/domainname', signal)).trim()
    const labels = { domainname, sysname: type(), release: release(), version: version(), machine: machine(), nodename: hostname() }
    into.set(system.node_uname_info, labels, 1)
  },
})
