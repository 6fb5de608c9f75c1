import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import { readProc, type SystemSource } from './files.js'
import { isMeasured, parseMounts, type Mount } from './mounts.js'

export interface FileSystemSize {
  readonly bsize: number
  readonly blocks: number
  readonly bfree: number
  readonly bavail: number
  readonly files: number
  readonly ffree: number
}

export type Measure = (mountpoint: string) => Promise<FileSystemSize>

/** Time a healthy file system needs a thousand times over. */
const PATIENCE_SECONDS = 1

/** A statfs() that hangs holds one of Node's four worker threads for good; two are left for everybody else. */
const MAXIMUM_STUCK = 2

const timeOut = (seconds: number): { readonly promise: Promise<undefined>; readonly clear: () => void } => {
  let timer: NodeJS.Timeout | undefined
  const promise = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, undefined)
  })
  return { promise, clear: () => clearTimeout(timer) }
}

/**
 * Measures mounts one after the other, each at most a second. A mount that did not answer is not asked again before
 * it does, and once two of them hang no other is asked.
 *
 * @returns undefined for a mount that did not answer.
 */
export const createPatientMeasure = (measure: Measure, patienceSeconds = PATIENCE_SECONDS) => {
  const stuck = new Set<string>()
  return async (mountpoint: string): Promise<FileSystemSize | undefined> => {
    if (stuck.has(mountpoint) || stuck.size >= MAXIMUM_STUCK) return undefined
    stuck.add(mountpoint)
    const measured = measure(mountpoint)
      .catch(() => undefined) // not ours to read, or gone since /proc/mounts was
      .finally(() => stuck.delete(mountpoint))
    const patience = timeOut(patienceSeconds)
    try {
      return await Promise.race([measured, patience.promise])
    } finally {
      patience.clear()
    }
  }
}

const write = (into: Writer, { device, fstype, mountpoint, readonly }: Mount, size: FileSystemSize | undefined): void => {
  const labels = { device, fstype, mountpoint }
  into.set(system.node_filesystem_device_error, labels, size ? 0 : 1)
  into.set(system.node_filesystem_readonly, labels, readonly ? 1 : 0)
  if (!size) return
  into.set(system.node_filesystem_size_bytes, labels, size.blocks * size.bsize)
  into.set(system.node_filesystem_free_bytes, labels, size.bfree * size.bsize)
  into.set(system.node_filesystem_avail_bytes, labels, size.bavail * size.bsize)
  into.set(system.node_filesystem_files, labels, size.files)
  into.set(system.node_filesystem_files_free, labels, size.ffree)
}

/** Size and use of the file systems of this machine. */
export const filesystemCollector = (source: SystemSource, measure: Measure = statfs): Collector => {
  const patient = createPatientMeasure(measure)
  return {
    name: 'system_filesystem',
    target: source.target,
    collect: async (into, signal) => {
      const { root } = source
      const mounts = parseMounts(await readProc(source, root ? '1/mounts' : 'self/mounts', signal)).filter(isMeasured)
      for (const mount of mounts) {
        signal.throwIfAborted()
        write(into, mount, await patient(root ? join(root, mount.mountpoint) : mount.mountpoint))
      }
    },
  }
}
