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

/**
 * A statfs() that hangs holds one of Node's four worker threads for good. A mount that answered before is asked while two
 * threads are left, any other while three are, so that there is always one for everybody else.
 */
const MAXIMUM_STUCK = 2
const MAXIMUM_STUCK_OF_KNOWN = 3

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

interface PatientMeasure {
  readonly measure: (mountpoint: string) => Promise<Measured>
  /** Whether the mount answered when it was last asked. */
  readonly isKnown: (mountpoint: string) => boolean
}

/**
 * Measures mounts one after the other, each at most a second. A mount that did not answer is not asked again before
 * it does, and once two of them hang only those are asked that answered before.
 */
export const createPatientMeasure = (measure: Measure, patienceSeconds = PATIENCE_SECONDS): PatientMeasure => {
  const stuck = new Set<string>()
  const known = new Set<string>()

  const ask = async (mountpoint: string): Promise<Measured> => {
    try {
      const size = await measure(mountpoint)
      known.add(mountpoint)
      return { size }
    } catch (error) {
      return { reason: reasonOf(error) } // not ours to read, or gone since it was listed
    } finally {
      stuck.delete(mountpoint)
    }
  }

  const askPatiently = async (mountpoint: string): Promise<Measured> => {
    if (stuck.has(mountpoint)) return { reason: 'timeout' }
    if (stuck.size >= (known.has(mountpoint) ? MAXIMUM_STUCK_OF_KNOWN : MAXIMUM_STUCK)) return { reason: 'not asked, for others hang' }
    stuck.add(mountpoint)
    known.delete(mountpoint)
    const patience = timeOut(patienceSeconds)
    try {
      return (await Promise.race([ask(mountpoint), patience.promise])) ?? { reason: 'timeout' }
    } finally {
      patience.clear()
    }
  }
  return { measure: askPatiently, isKnown: (mountpoint) => known.has(mountpoint) }
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
export const createFileSystems = (statistics: Measure = statfs): Subject => {
  const { measure, isKnown } = createPatientMeasure(statistics)
  /** Whoever answered is asked first, then disks, then whatever a program behind it answers for. */
  const rank = ({ device, mountpoint }: Mount): number => (isKnown(mountpoint) ? 0 : device.startsWith('/dev/') ? 1 : 2)
  return {
    name: 'filesystem',
    peers: ['filesystem'],
    read: async (into, source, signal) => {
      const { root, excludeMountpoints } = source
      const place = (mountpoint: string) => (root ? join(root, mountpoint) : mountpoint)
      const mounts = parseMounts(readProc(source, ofMachine(source, 'mountinfo')))
        .filter((mount) => isMeasured(mount) && !excludeMountpoints?.test(mount.mountpoint))
        .map((mount) => ({ mount, rank: rank({ ...mount, mountpoint: place(mount.mountpoint) }) }))
        .sort((one, other) => one.rank - other.rank)
      for (const { mount } of mounts) {
        signal.throwIfAborted()
        write(into, mount, await measure(place(mount.mountpoint)))
      }
    },
  }
}
