import { system, TCP_STATES } from '../../../definition/catalogue/index.js'
import { linesOf, ofMachine, readProc, readProcIfThere, wordsOf } from './files.js'
import type { Subject } from './subject.js'

type TcpState = (typeof TCP_STATES)[number]

/** The kernel's numbers, in their order from 1. */
const KERNEL_STATES: readonly TcpState[] = [
  'established',
  'syn_sent',
  'syn_recv',
  'fin_wait1',
  'fin_wait2',
  'time_wait',
  'close',
  'close_wait',
  'last_ack',
  'listen',
  'closing',
  'syn_recv',
]

/** Adds what /proc/net/tcp or tcp6 lists: connections by state, and the bytes that wait in them. */
export const addConnections = (counts: Map<TcpState, number>, text: string): void => {
  const add = (state: TcpState, amount: number) => counts.set(state, (counts.get(state) ?? 0) + amount)
  for (const line of linesOf(text).slice(1)) {
    const words = wordsOf(line)
    const state = KERNEL_STATES[Number.parseInt(words[3] ?? '', 16) - 1]
    const [sending = '', receiving = ''] = (words[4] ?? '').split(':')
    if (!state) continue
    add(state, 1)
    add('tx_queued_bytes', Number.parseInt(sending, 16) || 0)
    add('rx_queued_bytes', Number.parseInt(receiving, 16) || 0)
  }
}

/** Connections by state: the kernel writes a line for each, and so this is off until it is asked for. */
export const connections: Subject = {
  name: 'connections',
  peers: ['tcpstat'],
  read: (into, source) => {
    const counts = new Map<TcpState, number>(TCP_STATES.map((state) => [state, 0])) // a state that nobody is in is a figure too
    addConnections(counts, readProc(source, ofMachine(source, 'net/tcp')))
    addConnections(counts, readProcIfThere(source, ofMachine(source, 'net/tcp6')) ?? '')
    for (const [state, amount] of counts) into.set(system.node_tcp_connection_states, { state }, amount)
  },
}
