import { hostname, machine, release, type, version } from 'node:os'
import { join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import { namesIn, numberOf, readIfThere, readProc, readProcIfThere, wordsOf } from './files.js'
import type { Subject } from './subject.js'

/** Open files, randomness, tasks that hang, and the kernel's name. */
export const kernel: Subject = {
  name: 'kernel',
  peers: ['filefd', 'entropy', 'kernel_hung', 'uname'],
  read: (into, source) => {
    const [allocated, , maximum] = wordsOf(readProc(source, 'sys/fs/file-nr')).map(Number)
    into.set(system.node_filefd_allocated, {}, allocated)
    into.set(system.node_filefd_maximum, {}, maximum)
    into.set(system.node_entropy_available_bits, {}, numberOf(readProcIfThere(source, 'sys/kernel/random/entropy_avail')))
    into.set(system.node_entropy_pool_size_bits, {}, numberOf(readProcIfThere(source, 'sys/kernel/random/poolsize')))
    into.set(system.node_kernel_hung_tasks_total, {}, numberOf(readProcIfThere(source, 'sys/kernel/hung_task_detect_count')))
    const domainname = readProc(source, 'sys/kernel/domainname').trim()
    const labels = { domainname, sysname: type(), release: release(), version: version(), machine: machine(), nodename: hostname() }
    into.set(system.node_uname_info, labels, 1)
  },
}

const SECONDS_PER_MINUTE = 60

/** Short name of a zone as most programs give it: CET in Berlin, PST in Los Angeles, or the offset where it has none. */
const zoneName = (date: Date): string => {
  const shown = (locale: string) =>
    new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }).formatToParts(date).find(({ type: part }) => part === 'timeZoneName')
      ?.value ?? 'UTC'
  const american = shown('en-US')
  return /^GMT./.test(american) ? shown('en-GB') : american
}

/** The zone's name changes with its offset alone, and to find it costs a thousand times the rest. */
const createZone = (): ((date: Date) => { readonly offset: number; readonly name: string }) => {
  let known: { readonly offset: number; readonly name: string } | undefined
  return (date) => {
    const offset = -date.getTimezoneOffset() * SECONDS_PER_MINUTE || 0
    if (known?.offset !== offset) known = { offset, name: zoneName(date) }
    return known
  }
}

/** The clock of the machine, and which one the kernel takes. */
export const createClock = (): Subject => {
  const zoneOf = createZone()
  return {
    name: 'clock',
    peers: ['time'],
    read: (into, { sys }) => {
      const now = new Date()
      const { offset, name } = zoneOf(now)
      into.set(system.node_time_seconds, {}, now.getTime() / 1000)
      into.set(system.node_time_zone_offset_seconds, { time_zone: name }, offset)
      const sources = join(sys, 'devices/system/clocksource')
      for (const folder of namesIn(sources).filter((one) => /^clocksource\d+$/.test(one))) {
        const device = folder.slice('clocksource'.length)
        const listed = (file: string) => wordsOf(readIfThere(join(sources, folder, file)) ?? '').filter((word) => word !== '')
        for (const clocksource of listed('available_clocksource')) {
          into.set(system.node_time_clocksource_available_info, { device, clocksource }, 1)
        }
        for (const clocksource of listed('current_clocksource')) {
          into.set(system.node_time_clocksource_current_info, { device, clocksource }, 1)
        }
      }
    },
  }
}
