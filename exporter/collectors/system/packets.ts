import { system } from '../../../definition/catalogue/index.js'
import { linesOf, ofMachine, numberOf, readProc, readProcIfThere, wordsOf } from './files.js'
import type { Subject } from './subject.js'

const hexadecimal = (word: string | undefined): number | undefined => (word === undefined ? undefined : Number.parseInt(word, 16))

/** Column of /proc/net/softnet_stat; later ones came with later kernels. */
const COLUMNS = [
  [0, system.node_softnet_processed_total],
  [1, system.node_softnet_dropped_total],
  [2, system.node_softnet_times_squeezed_total],
  [8, system.node_softnet_cpu_collision_total],
  [9, system.node_softnet_received_rps_total],
  [10, system.node_softnet_flow_limit_count_total],
  [11, system.node_softnet_backlog_len],
] as const

const CPU_COLUMN = 12

/** What each CPU did with packets. */
export const softnet: Subject = {
  name: 'softnet',
  peers: ['softnet'],
  read: (into, source) => {
    for (const [index, line] of linesOf(readProc(source, ofMachine(source, 'net/softnet_stat'))).entries()) {
      const words = wordsOf(line)
      const cpu = String(hexadecimal(words[CPU_COLUMN]) ?? index)
      for (const [column, metric] of COLUMNS) into.set(metric, { cpu }, hexadecimal(words[column]))
    }
  },
}

/** Reads /proc/net/arp: entries by device. */
export const parseNeighbours = (text: string): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const line of linesOf(text).slice(1)) {
    const device = wordsOf(line)[5]
    if (device) found.set(device, (found.get(device) ?? 0) + 1)
  }
  return found
}

/** Neighbours known on each network device. */
export const neighbours: Subject = {
  name: 'neighbours',
  peers: ['arp'],
  read: (into, source) => {
    for (const [device, amount] of parseNeighbours(readProcIfThere(source, ofMachine(source, 'net/arp')) ?? '')) {
      if (!source.excludeDevices?.test(device)) into.set(system.node_arp_entries, { device }, amount)
    }
  },
}

const TRACKED = [
  ['found', system.node_nf_conntrack_stat_found],
  ['invalid', system.node_nf_conntrack_stat_invalid],
  ['ignore', system.node_nf_conntrack_stat_ignore],
  ['insert', system.node_nf_conntrack_stat_insert],
  ['insert_failed', system.node_nf_conntrack_stat_insert_failed],
  ['drop', system.node_nf_conntrack_stat_drop],
  ['early_drop', system.node_nf_conntrack_stat_early_drop],
  ['search_restart', system.node_nf_conntrack_stat_search_restart],
] as const

/** Reads /proc/net/stat/nf_conntrack: the sum over the CPUs, whose lines are hexadecimal. */
export const parseTracking = (text: string): ReadonlyMap<string, number> => {
  const [head = '', ...lines] = linesOf(text)
  const rows = lines.map(wordsOf)
  return new Map(wordsOf(head).map((name, column) => [name, rows.reduce((sum, row) => sum + (hexadecimal(row[column]) ?? 0), 0)]))
}

/** Connections that the firewall follows; none where no firewall is loaded. */
export const tracking: Subject = {
  name: 'tracking',
  peers: ['conntrack'],
  read: (into, source) => {
    const entries = numberOf(readProcIfThere(source, 'sys/net/netfilter/nf_conntrack_count'))
    if (entries === undefined) return
    into.set(system.node_nf_conntrack_entries, {}, entries)
    into.set(system.node_nf_conntrack_entries_limit, {}, numberOf(readProcIfThere(source, 'sys/net/netfilter/nf_conntrack_max')))
    const statistics = readProcIfThere(source, ofMachine(source, 'net/stat/nf_conntrack'))
    if (statistics === undefined) return
    const fields = parseTracking(statistics)
    for (const [field, metric] of TRACKED) into.set(metric, {}, fields.get(field))
  },
}
