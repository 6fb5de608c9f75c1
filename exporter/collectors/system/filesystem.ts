import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { ofMachine, readProc } from './files.js'
import { isMeasured, parseMounts, type Mount } from './mounts.js'
import type { Subject } from './subject.js'

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

/** What the kernel says of a mount that gives no figures, in the words of its manual. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EIO: 'input/output error',
  ENOENT: 'no such file or directory',
  ENOTCONN: 'transport endpoint is not connected',
  EPERM: 'operation not permitted',
  ESTALE: 'stale file handle',
}

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return REASONS[code] ?? code
}

export type Measured = { readonly size: FileSystemSize } | { readonly reason: string }

/**
 * Measures mounts one after the other, each at most a second. A mount that did not answer is not asked again before
 * it does, and once two of them hang no other is asked.
 */
export const createPatientMeasure = (measure: Measure, patienceSeconds = PATIENCE_SECONDS) => {
  const stuck = new Set<string>()
  return async (mountpoint: string): Promise<Measured> => {
    if (stuck.has(mountpoint)) return { reason: 'timeout' }
    if (stuck.size >= MAXIMUM_STUCK) return { reason: `not asked, for ${MAXIMUM_STUCK} others hang` }
    stuck.add(mountpoint)
    const measured = measure(mountpoint)
      .then((size): Measured => ({ size }))
      .catch((error: unknown): Measured => ({ reason: reasonOf(error) })) // not ours to read, or gone since it was listed
      .finally(() => stuck.delete(mountpoint))
    const patience = timeOut(patienceSeconds)
    try {
      return (await Promise.race([measured, patience.promise])) ?? { reason: 'timeout' }
    } finally {
      patience.clear()
    }
  }
}

const write = (into: Writer, { device, fstype, mountpoint, readonly, major, minor }: Mount, measured: Measured): void => {
  const labels = { device, fstype, mountpoint }
  const failing = { ...labels, device_error: 'reason' in measured ? measured.reason : '' }
  into.set(system.node_filesystem_device_error, failing, 'reason' in measured ? 1 : 0)
  into.set(system.node_filesystem_readonly, failing, readonly ? 1 : 0)
  into.set(system.node_filesystem_mount_info, { device, major, minor, mountpoint }, 1)
  if ('reason' in measured) return
  const { size } = measured
  into.set(system.node_filesystem_size_bytes, labels, size.blocks * size.bsize)
  into.set(system.node_filesystem_free_bytes, labels, size.bfree * size.bsize)
  into.set(system.node_filesystem_avail_bytes, labels, size.bavail * size.bsize)
  into.set(system.node_filesystem_files, labels, size.files)
  into.set(system.node_filesystem_files_free, labels, size.ffree)
}

/** Size and use of the file systems of this machine. */
export const createFileSystems = (measure: Measure = statfs): Subject => {
  const patient = createPatientMeasure(measure)
  return {
    name: 'filesystem',
    peers: ['filesystem'],
    read: async (into, source, signal) => {
      const { root, excludeMountpoints } = source
      const mounts = parseMounts(readProc(source, ofMachine(source, 'mountinfo')))
      for (const mount of mounts.filter(isMeasured)) {
        if (excludeMountpoints?.test(mount.mountpoint)) continue
        signal.throwIfAborted()
        write(into, mount, await patient(root ? join(root, mount.mountpoint) : mount.mountpoint))
      }
    },
  }
}
