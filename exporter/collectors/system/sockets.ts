import { SOCKET_FIELDS, system } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { readFileSync } from 'node:fs'
import { linesOf, ofMachine, readProc, readProcIfThere, wordsOf, type SystemSource } from './files.js'
import type { Subject } from './subject.js'

/** Reads /proc/net/sockstat or sockstat6: a protocol, then pairs of a name and an amount. */
export const parseSockets = (text: string): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const line of linesOf(text)) {
    const [protocol = '', ...words] = wordsOf(line)
    for (let at = 0; at + 1 < words.length; at += 2) found.set(`${protocol.slice(0, -1)}_${words[at]}`, Number(words[at + 1]))
  }
  return found
}

const AT_PAGESZ = 6n
const STANDARD_PAGE_BYTES = 4096

/** Finds the size of a page among what the kernel tells every program at its start: pairs of 64 bits. */
export const pageBytesOf = (vector: Buffer): number => {
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    if (vector.readBigUInt64LE(at) === AT_PAGESZ) return Number(vector.readBigUInt64LE(at + 8))
  }
  return STANDARD_PAGE_BYTES
}

const readPageBytes = (): number => {
  try {
    return pageBytesOf(readFileSync('/proc/self/auxv'))
  } catch {
    return STANDARD_PAGE_BYTES
  }
}

/** Reads /proc/net/udp or udp6: bytes that wait in all sockets. */
export const parseUdpQueues = (text: string): { readonly tx: number; readonly rx: number } => {
  let tx = 0
  let rx = 0
  for (const line of linesOf(text).slice(1)) {
    const [sending, receiving] = (wordsOf(line)[4] ?? '').split(':')
    tx += Number.parseInt(sending ?? '', 16) || 0
    rx += Number.parseInt(receiving ?? '', 16) || 0
  }
  return { tx, rx }
}

const writeUdpQueues = (into: Writer, source: SystemSource): void => {
  for (const [ip, file] of [
    ['v4', 'net/udp'],
    ['v6', 'net/udp6'],
  ] as const) {
    const text = readProcIfThere(source, ofMachine(source, file))
    if (text === undefined) continue
    const { tx, rx } = parseUdpQueues(text)
    into.set(system.node_udp_queues, { ip, queue: 'tx' }, tx)
    into.set(system.node_udp_queues, { ip, queue: 'rx' }, rx)
  }
}

/** Sockets by protocol, and what waits in those of UDP. */
export const createSockets = (): Subject => {
  const pageBytes = readPageBytes()
  const inBytes = (pages: number | undefined) => (pages === undefined ? undefined : pages * pageBytes)
  return {
    name: 'sockets',
    peers: ['sockstat', 'udp_queues'],
    read: (into, source) => {
      const counted = parseSockets(readProc(source, ofMachine(source, 'net/sockstat')))
      const six = parseSockets(readProcIfThere(source, ofMachine(source, 'net/sockstat6')) ?? '')
      const derived = { TCP_mem_bytes: inBytes(counted.get('TCP_mem')), UDP_mem_bytes: inBytes(counted.get('UDP_mem')) }
      const fields = new Map<string, number | undefined>([...counted, ...six, ...Object.entries(derived)])
      for (const field of SOCKET_FIELDS) into.set(system[`node_sockstat_${field}`], {}, fields.get(field))
      writeUdpQueues(into, source)
    },
  }
}
