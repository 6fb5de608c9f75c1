import { MEMORY_COUNTS, MEMORY_FIELDS, system, VIRTUAL_MEMORY_FIELDS } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { linesOf, readProc } from './files.js'
import type { Subject } from './subject.js'

const BYTES_PER_KIBIBYTE = 1024

export interface MemoryField {
  readonly amount: number
  readonly isBytes: boolean
}

/** Reads /proc/meminfo into bytes, or a number of pages, by field; `Active(anon)` is called Active_anon. */
export const parseMemory = (text: string): ReadonlyMap<string, MemoryField> =>
  new Map(
    linesOf(text).flatMap((line): readonly (readonly [string, MemoryField])[] => {
      const [, name, detail, amount, unit] = /^(\w+)(?:\((\w+)\))?:\s+(\d+)(\s+kB)?$/.exec(line) ?? []
      if (!name || !amount) return []
      const field = { amount: Number(amount) * (unit ? BYTES_PER_KIBIBYTE : 1), isBytes: unit !== undefined }
      return [[detail ? `${name}_${detail}` : name, field]]
    }),
  )

const declared: ReadonlySet<string> = new Set([...MEMORY_FIELDS, ...MEMORY_COUNTS])

/** What a kernel newer than the catalogue counts. */
const writeOthers = (into: Writer, fields: ReadonlyMap<string, MemoryField>): void => {
  for (const [field, { amount, isBytes }] of fields) {
    if (declared.has(field)) continue
    const name = `node_memory_${field}${isBytes ? '_bytes' : ''}`
    into.setForeign({ name, help: `Memory: ${field}.`, kind: 'gauge', samples: [{ labels: {}, value: amount }] })
  }
}

/** Memory and swap: every field of /proc/meminfo. */
export const memory: Subject = {
  name: 'memory',
  peers: ['meminfo'],
  read: (into, source) => {
    const fields = parseMemory(readProc(source, 'meminfo'))
    if (!fields.has('MemTotal')) throw new Error(`${source.proc}/meminfo says no MemTotal`)
    for (const field of MEMORY_FIELDS) into.set(system[`node_memory_${field}_bytes`], {}, fields.get(field)?.amount)
    for (const field of MEMORY_COUNTS) into.set(system[`node_memory_${field}`], {}, fields.get(field)?.amount)
    writeOthers(into, fields)
  },
}

/** Reads /proc/vmstat. */
export const parseVirtualMemory = (text: string): ReadonlyMap<string, number> =>
  new Map(
    linesOf(text).map((line) => {
      const [name = '', amount] = line.split(' ')
      return [name, Number(amount)]
    }),
  )

/** Paging, page faults and processes that were ended for want of memory. */
export const paging: Subject = {
  name: 'paging',
  peers: ['vmstat'],
  read: (into, source) => {
    const fields = parseVirtualMemory(readProc(source, 'vmstat'))
    for (const field of VIRTUAL_MEMORY_FIELDS) into.set(system[`node_vmstat_${field}`], {}, fields.get(field))
  },
}
