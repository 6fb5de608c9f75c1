import { linesOf, wordsOf } from './files.js'

export interface Mount {
  readonly device: string
  readonly mountpoint: string
  readonly fstype: string
  readonly readonly: boolean
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

/** Reads /proc/mounts; of what is mounted twice on one point the last one counts, for it covers the first. */
export const parseMounts = (text: string): readonly Mount[] => {
  const byPoint = new Map<string, Mount>()
  for (const line of linesOf(text)) {
    const [device = '', mountpoint = '', fstype = '', options = ''] = wordsOf(line)
    const point = unescaped(mountpoint)
    byPoint.delete(point)
    byPoint.set(point, { device: unescaped(device), mountpoint: point, fstype, readonly: options.split(',').includes('ro') })
  }
  return [...byPoint.values()]
}

/**
 * Whether a mount holds files of this machine. The root always does: in a container it is an overlay, which is not
 * worth a series anywhere else.
 */
export const isMeasured = ({ fstype, mountpoint }: Mount): boolean => {
  if (REMOTE_TYPE.test(fstype)) return false
  return mountpoint === '/' || (!IGNORED_TYPES.has(fstype) && !IGNORED_MOUNTPOINT.test(mountpoint))
}
