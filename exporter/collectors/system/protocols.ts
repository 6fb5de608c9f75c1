import { NETSTAT_COUNTERS, NETSTAT_GAUGES, system } from '../../../definition/catalogue/index.js'
import { linesOf, ofMachine, readProc, readProcIfThere, wordsOf } from './files.js'
import type { Subject } from './subject.js'

/** Reads /proc/net/snmp or netstat: a line of names, then one of numbers, for each protocol. */
export const parsePaired = (text: string): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  const lines = linesOf(text)
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const [protocol = '', ...names] = wordsOf(lines[index] ?? '')
    const [same, ...amounts] = wordsOf(lines[index + 1] ?? '')
    if (same !== protocol) throw new Error(`the numbers of ${protocol} are not below their names`)
    for (const [position, name] of names.entries()) found.set(`${protocol.slice(0, -1)}_${name}`, Number(amounts[position]))
  }
  return found
}

/** Reads /proc/net/snmp6: the protocol's name ends at its 6. */
export const parseSnmp6 = (text: string): ReadonlyMap<string, number> =>
  new Map(
    linesOf(text).flatMap((line): readonly (readonly [string, number])[] => {
      const [, protocol, name, amount] = /^([A-Za-z]+6)(\w+)\s+(\d+)$/.exec(line) ?? []
      return protocol && name ? [[`${protocol}_${name}`, Number(amount)]] : []
    }),
  )

/** What came and went by each protocol. A machine may have no version 6. */
export const protocols: Subject = {
  name: 'protocols',
  peers: ['netstat'],
  read: (into, source) => {
    const fields = new Map([
      ...parsePaired(readProc(source, ofMachine(source, 'net/snmp'))),
      ...parsePaired(readProcIfThere(source, ofMachine(source, 'net/netstat')) ?? ''),
      ...parseSnmp6(readProcIfThere(source, ofMachine(source, 'net/snmp6')) ?? ''),
    ])
    for (const field of NETSTAT_COUNTERS) into.set(system[`node_netstat_${field}`], {}, fields.get(field))
    for (const field of NETSTAT_GAUGES) into.set(system[`node_netstat_${field}`], {}, fields.get(field))
  },
}
