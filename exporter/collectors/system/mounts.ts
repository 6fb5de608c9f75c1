import { linesOf, wordsOf } from './files.js'

export interface Mount {
  readonly device: string
  readonly mountpoint: string
  readonly fstype: string
  readonly readonly: boolean
  /** Numbers of the device. */
  readonly major: string
  readonly minor: string
}

/** The kernel's own file systems, which hold no files: node_exporter's list. */
const IGNORED_TYPES = new Set(
  `autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs fusectl hugetlbfs iso9660 mqueue nsfs overlay proc
   procfs pstore rpc_pipefs securityfs selinuxfs squashfs erofs sysfs tracefs`.split(/\s+/),
)

/** File systems that ask another machine: where it is gone, statfs() hangs for good and holds a thread. */
const REMOTE_TYPE = /^(nfs\d?|cifs|smb3?|smbfs|9p|afs|ceph|lustre|glusterfs|ncpfs|davfs|fuse\.(?!fuseblk).*)$/

const IGNORED_MOUNTPOINT = /^\/(dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)($|\/)/

/** `\040` stands for a space, `\011`, `\012` and `\134` for tab, line end and backslash. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

const hasReadOnly = (options: string | undefined): boolean => options?.split(',').includes('ro') ?? false

const mountOf = (line: string): Mount | undefined => {
  const [before = '', after = ''] = line.split(' - ', 2)
  const [, , numbers = '', , mountpoint, options] = wordsOf(before)
  const [fstype, device, superOptions] = wordsOf(after)
  if (!mountpoint || !fstype || !device) return undefined
  const [major = '', minor = ''] = numbers.split(':')
  return {
    device: unescaped(device),
    mountpoint: unescaped(mountpoint),
    fstype,
    readonly: hasReadOnly(options) || hasReadOnly(superOptions),
    major,
    minor,
  }
}

/** Reads /proc/self/mountinfo; of what is mounted twice on one point the last one counts, for it covers the first. */
export const parseMounts = (text: string): readonly Mount[] => {
  const byPoint = new Map<string, Mount>()
  for (const line of linesOf(text)) {
    const mount = mountOf(line)
    if (!mount) continue
    byPoint.delete(mount.mountpoint)
    byPoint.set(mount.mountpoint, mount)
  }
  return [...byPoint.values()]
}

/**
 * Whether a mount holds files of this machine. The root always does: in a container it is an overlay, which is not
 * worth a series anywhere else.
 */
export const isMeasured = ({ fstype, mountpoint }: Pick<Mount, 'fstype' | 'mountpoint'>): boolean => {
  if (REMOTE_TYPE.test(fstype)) return false
  return mountpoint === '/' || (!IGNORED_TYPES.has(fstype) && !IGNORED_MOUNTPOINT.test(mountpoint))
}
