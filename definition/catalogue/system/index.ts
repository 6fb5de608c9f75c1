/**
 * @module The machine, under node_exporter's names.
 */
import { disks } from './disk.js'
import { machine } from './machine.js'
import { memory } from './memory.js'
import { network } from './network.js'
import { processor } from './processor.js'
import { protocols } from './protocols.js'

export { MEMORY_COUNTS, MEMORY_FIELDS, VIRTUAL_MEMORY_FIELDS } from './memory.js'
export { CPU_MODES, GUEST_MODES, PROCESS_STATES } from './processor.js'
export { NETSTAT_COUNTERS, NETSTAT_GAUGES, SOCKET_FIELDS, TCP_STATES } from './protocols.js'

/** The machine, under node_exporter's names. */
export const system = Object.freeze({ ...disks, ...machine, ...memory, ...network, ...processor, ...protocols })
