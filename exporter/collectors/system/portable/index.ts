/**
 * @module The machine where there is no /proc: macOS, Windows, the BSDs. Node itself knows CPU and load; systeminformation
 * asks programs for the rest, in the background.
 */
import { cpus, hostname, loadavg, machine, release, type, uptime, version } from 'node:os'
import { system } from '../../../../definition/catalogue/index.js'
import type { Writer } from '../../../exposition/buffer.js'
import type { Source } from '../../../source.js'
import { inBackground } from '../../background.js'
import type { SystemSource } from '../files.js'
import { createClock } from '../kernel.js'
import { collectorOf, type Subject } from '../subject.js'
import { readPortable, readPortableFacts, type PortableReading } from './read.js'
import { writeFacts, writeMemory, writeNetwork, writeStorage } from './write.js'

const INTERVAL_SECONDS = 15
const FACTS_SECONDS = 24 * 60 * 60
const MILLISECONDS = 1000

const MODES = [
  ['user', 'user'],
  ['nice', 'nice'],
  ['system', 'sys'],
  ['idle', 'idle'],
  ['irq', 'irq'],
] as const

const processor: Subject = {
  name: 'cpu',
  peers: ['cpu', 'loadavg', 'uname'],
  read: (into) => {
    for (const [index, { times }] of cpus().entries()) {
      for (const [mode, field] of MODES) into.set(system.node_cpu_seconds_total, { cpu: String(index), mode }, times[field] / MILLISECONDS)
    }
    const [one, five, fifteen] = loadavg()
    into.set(system.node_load1, {}, one)
    into.set(system.node_load5, {}, five)
    into.set(system.node_load15, {}, fifteen)
    into.set(system.node_boot_time_seconds, {}, Math.round(Date.now() / MILLISECONDS - uptime()))
    const names = { domainname: '', sysname: type(), release: release(), version: version(), machine: machine(), nodename: hostname() }
    into.set(system.node_uname_info, names, 1)
  },
}

/** Collectors for a platform without /proc. */
export const portableSource = (source: SystemSource): Source => {
  const reading = inBackground(INTERVAL_SECONDS, readPortable)
  const facts = inBackground(FACTS_SECONDS, readPortableFacts)
  const of = (name: string, peer: string, write: (into: Writer, latest: PortableReading) => void): Subject => ({
    name,
    peers: [peer],
    read: (into) => {
      const latest = reading.latest()
      if (latest) write(into, latest) // else the first answer is under way
    },
  })
  const subjects: readonly Subject[] = [
    processor,
    of('memory', 'meminfo', writeMemory),
    of('filesystem', 'filesystem', writeStorage),
    of('network', 'netdev', (into, latest) => writeNetwork(into, latest, source.excludeDevices)),
    createClock(),
    {
      name: 'identity',
      peers: ['os', 'dmi'],
      read: (into) => {
        const known = facts.latest()
        if (known) writeFacts(into, known)
      },
    },
  ]
  return {
    collectors: subjects.map((subject) => collectorOf(source, subject)),
    close: async () => {
      await Promise.all([reading.stop(), facts.stop()])
    },
  }
}
